"""Questions as data, and marks for what somebody answers: pure, the same everywhere, and never an exception.

A *paper* is what a tutor writes, as JSON or YAML:

    questions:                      every one is asked, in this order
      - id: grams                   [a-z0-9-], 1 to 40, once in a paper
        kind: numeric               single | multiple | numeric | text | ordering | matching | written
        ask: How many grams are in half a kilogram?         up to 1,000 letters; ask_cy: the same in Welsh
        marks: 2                    1 to 20; 1 when it is left out
        ...                         what its kind needs, below
        right_words: Well done.     what is said after a right answer, and wrong_words; both may have _cy
    pools:                          of each, `choose` questions, drawn by the attempt and the same when it goes on
      - {id: weighing, choose: 2, questions: [...]}

What each kind needs, what an answer is, and its marks as a share of the question's:

    single      options: [{id, text, text_cy}], right: id
                "id"; all or nothing
    multiple    options, right: [id, ...]
                ["id", ...]; (right ones ticked - wrong ones ticked) / right ones, not below 0
    numeric     right: a number or fraction; tolerance: 0 or more; units: [g, grams]; unit_needed: true
                "500 g"; all within the tolerance, half without a unit that is needed, nothing with another unit
    text        accepted: [word, ...]; close: letters that may be wrong, 0 to 3 and one in four at most;
                case, accents: true when capitals, accents count
                "word"; all or nothing
    ordering    options, in their right order
                ["id", ...], all of them; (pairs in the right order - pairs the wrong way round) / pairs, not below 0
    matching    pairs: [{id, text, text_cy, match, match_cy}]
                {"id": "id of the pair whose match it is"}; right ones / pairs
    written     guide: what earns marks, for the tutor alone
                "some sentences"; what a tutor gives it, 0 until then

Marks of a question lie within 0 and its `marks`, to two decimals. Whatever is no answer of the kind gets 0.
"""

from .choosing import choose, shown
from .faults import Fault, PaperHasFaults
from .marks import Marked, Result, mark, result
from .paper import Item, Paper, Pool, Question, read_paper

__all__ = [
    "Fault",
    "Item",
    "Marked",
    "Paper",
    "PaperHasFaults",
    "Pool",
    "Question",
    "Result",
    "choose",
    "mark",
    "read_paper",
    "result",
    "shown",
]
