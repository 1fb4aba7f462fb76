"""What keeps texts of customers from being read or learned from."""

from heatqa.errors.base import HeatqaError


class TextsMissing(HeatqaError):
    """A file has no column of texts."""

    key = "texts_missing"


class TextsKindUnknown(HeatqaError):
    """A file of texts is none of the kinds that are read."""

    key = "texts_kind_unknown"


class WordsMistaken(HeatqaError):
    """A company's file of words for the classifier cannot be followed."""

    key = "words_mistaken"


class LabelsMissing(HeatqaError):
    """A file has no text with a label that the taxonomy knows."""

    key = "labels_missing"


class AnswersUnknown(HeatqaError):
    """A file is not the answers that a trainee's lesson wrote."""

    key = "answers_unknown"


class KeyOfOtherLessons(HeatqaError):
    """Answers were given to lessons drawn from other records than the key."""

    key = "key_of_other_lessons"


class TooFewRecords(HeatqaError):
    """The records do not give enough cases to draw an exercise from."""

    key = "too_few_records"
