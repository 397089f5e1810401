"""What the units of the demo's courses hold: a lesson, a quiz of every kind of question, a workbook."""

from datetime import datetime
from typing import Any

LESSON = """\
# How much is it?

We weigh food in **grams** and **kilograms**.

1,000 grams is 1 kilogram. We write *g* and *kg*.

| You see | It is |
|---|---|
| 1 kg | 1,000 g |
| 1/2 kg | 500 g |
| 1/4 kg | 250 g |

# Have a go

1. Look at a bag of rice.
2. Find the number on it.
3. Is it in g or in kg?

> A bag of sugar is 1 kg. Hold one. Now you know how it feels.
"""
LESSON_CY = """\
# Faint yw e?

Rydym yn pwyso bwyd mewn **gramau** a **chilogramau**.

Mae 1,000 gram yn 1 cilogram. Rydym yn rhoi *g* a *kg*.

| Beth welwch chi | Faint yw e |
|---|---|
| 1 kg | 1,000 g |
| 1/2 kg | 500 g |
| 1/4 kg | 250 g |

# Rhowch gynnig arni

1. Edrychwch ar fag o reis.
2. Chwiliwch am y rhif arno.
3. Ai g neu kg yw e?
"""
WORKBOOK = """\
# A meal for four

This is for one person. Work out what you need for four.

| For one | For four |
|---|---|
| 75 g of rice | |
| 1/2 onion | |
| 120 g of chicken | |
| 200 ml of stock | |

# How long?

The rice takes 12 minutes. You eat at 17:30. When do you put it on?
"""
CHOOSE_A_BOOK = """\
# Look at the pictures

A good book for a small child has big pictures and few words.

- Is it about something your child likes?
- Can you read it aloud with ease?
- Does it make you smile?

# Read it once alone

Say the hard words aloud. Then you will not stop at them.

> You do not have to read well. Your child wants to hear **you**.
"""
CHOOSE_A_BOOK_CY = """\
# Edrychwch ar y lluniau

Mae lluniau mawr ac ychydig o eiriau mewn llyfr da i blentyn bach.

- Ydy’r llyfr am rywbeth y mae eich plentyn yn ei hoffi?
- Allwch chi ei ddarllen yn uchel yn hawdd?
- Ydy’r llyfr yn gwneud i chi wenu?

# Darllenwch y llyfr unwaith ar eich pen eich hun

Dywedwch y geiriau anodd yn uchel. Yna fyddwch chi ddim yn oedi arnyn nhw.

> Does dim rhaid i chi ddarllen yn dda. Mae eich plentyn eisiau eich clywed **chi**.
"""
TELL_IT_WELL = """\
# Your story

Write down what you will read, and how.

| What | Your answer |
|---|---|
| The name of the book | |
| A voice for each person in it | |
| Where you will stop and ask "What comes next?" | |

# Try it

Read it aloud to somebody. Write down one thing that they liked.
"""
NIGHT_BEFORE = """\
# Get your things ready

1. Your clothes and your shoes.
2. Your letter from the employer.
3. Money or a pass for the bus.

# Know the way

Find out which bus to take, and when. Plan to be there ten minutes early.
"""
TEXTS = {
    "Weigh it": (LESSON, LESSON_CY),
    "A meal for four": (WORKBOOK, ""),
    "Choose a book": (CHOOSE_A_BOOK, CHOOSE_A_BOOK_CY),
    "Tell it well": (TELL_IT_WELL, ""),
    "The night before": (NIGHT_BEFORE, ""),
}
SIZES = [("g", "1 gram", "1 gram"), ("quarter", "1/4 kg", "1/4 kg"), ("half", "500 g", "500 g"), ("kg", "1 kg", "1 kg")]
QUIZ: dict[str, Any] = {
    "questions": [
        {
            "id": "grams",
            "kind": "single",
            "ask": "How many grams are in 1 kilogram?",
            "ask_cy": "Sawl gram sydd mewn 1 cilogram?",
            "options": [{"id": f"o{n}", "text": text} for n, text in enumerate(("10", "100", "1,000"), 1)],
            "right": "o3",
            "right_words": "Yes. Kilo means 1,000.",
            "right_words_cy": "Ie. Mae cilo yn golygu 1,000.",
            "wrong_words": "Kilo means a big number. Look at the table once more.",
            "wrong_words_cy": "Mae cilo yn golygu rhif mawr. Edrychwch ar y tabl eto.",
        },
        {
            "id": "half",
            "kind": "numeric",
            "ask": "How many grams are in 1/2 kg?",
            "ask_cy": "Sawl gram sydd mewn 1/2 kg?",
            "right": "500",
            "units": ["g", "gram", "grams"],
        },
        {
            "id": "order",
            "kind": "ordering",
            "ask": "Put them in order. The light one first.",
            "ask_cy": "Rhowch nhw mewn trefn. Yr un ysgafn yn gyntaf.",
            "marks": 2,
            "options": [{"id": one, "text": text, "text_cy": cy} for one, text, cy in SIZES],
        },
        {
            "id": "pairs",
            "kind": "matching",
            "ask": "What do you use for it?",
            "ask_cy": "Beth ydych chi’n ei ddefnyddio?",
            "marks": 3,
            "pairs": [
                {"id": "flour", "text": "Flour", "text_cy": "Blawd", "match": "Scales", "match_cy": "Clorian"},
                {"id": "milk", "text": "Milk", "text_cy": "Llaeth", "match": "A jug", "match_cy": "Jwg"},
                {"id": "time", "text": "Time", "text_cy": "Amser", "match": "A clock", "match_cy": "Cloc"},
            ],
        },
    ],
    "pools": [
        {
            "id": "more",
            "choose": 2,
            "questions": [
                {
                    "id": "two",
                    "kind": "multiple",
                    "ask": "Which are the same as 1 kg?",
                    "ask_cy": "Pa rai sydd yr un peth ag 1 kg?",
                    "marks": 2,
                    "options": [
                        {"id": f"w{n}", "text": text} for n, text in enumerate(("1,000 g", "100 g", "2 x 500 g"), 1)
                    ],
                    "right": ["w1", "w3"],
                },
                {
                    "id": "tool",
                    "kind": "text",
                    "ask": "What do you weigh food with?",
                    "ask_cy": "Gyda beth ydych chi’n pwyso bwyd?",
                    "accepted": ["scales", "kitchen scales", "clorian"],
                    "close": 1,
                },
                {
                    "id": "quarter",
                    "kind": "numeric",
                    "ask": "How many grams are in 1/4 kg?",
                    "ask_cy": "Sawl gram sydd mewn 1/4 kg?",
                    "right": "250",
                    "units": ["g", "gram", "grams"],
                },
            ],
        }
    ],
}


def write_units(*, course: Any, by: Any, at: datetime) -> None:
    """Write and put up what each unit of a course holds."""
    from education.acts.writing import LessonSaying, QuizSaying, mark_of, put_up, save_lesson, save_quiz
    from education.models import Unit

    for unit in Unit.objects.filter(course=course):
        saved: Any
        if unit.kind == Unit.Kind.QUIZ:
            saved = save_quiz(unit=unit, saying=QuizSaying(QUIZ, 60, 0), mark="", by=by, at=at)
        elif unit.kind == Unit.Kind.LESSON:
            saved = save_lesson(unit=unit, saying=LessonSaying(*TEXTS[unit.title]), mark="", by=by, at=at)
        else:
            saying = LessonSaying(*TEXTS[unit.title], out_of=10, pass_mark=60)
            saved = save_lesson(unit=unit, saying=saying, mark="", by=by, at=at)
        put_up(unit=unit, mark=mark_of(saved), by=by, at=at)
