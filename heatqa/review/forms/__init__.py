"""The forms in which a review is handed over: slides, deck, workbook, speaker's sheet."""
