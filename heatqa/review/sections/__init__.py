"""The sections of the review, a module each; `page(question)` makes the page."""
