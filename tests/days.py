"""A day of birth as people write it, and what is kept; and what is no such day, with the fault that is told.

One table for every way in: the form with a server, what a terminal kept without one, and a paper.
"""

BORN = [
    ("17/4/1990", "17/4/1990"),
    ("17/04/1990", "17/04/1990"),
    ("17/4/90", "17/4/1990"),
    ("3/5/05", "3/5/2005"),
    ("17.04.1990", "17/04/1990"),
    ("17.4.90", "17/4/1990"),
    ("17-4-1990", "17/4/1990"),
    (" 17 4 1990 ", "17/4/1990"),
    ("17 April 1990", "17/4/1990"),
    ("17th of April 1990", "17/4/1990"),
    ("17th apr 1990", "17/4/1990"),
    ("9 Sept 1990", "9/9/1990"),
    ("April 17, 1990", "17/4/1990"),
    ("17 Ebrill 1990", "17/4/1990"),
    ("17eg o Ebrill, 1990", "17/4/1990"),
    ("3 o Fawrth 1990", "3/3/1990"),
    ("1af Ragfyr 90", "1/12/1990"),
    ("1990-04-17", "17/04/1990"),
    ("1990/4/17", "17/4/1990"),
]
NOT_BORN = [
    ("5/3/1790", "day_long_ago"),
    ("5 March 1790", "day_long_ago"),
    ("5/3/2027", "day_to_come"),
    ("31/2/1990", "no_such_day"),
    ("31 April 1990", "no_such_day"),
    ("17 Smarch 1990", "pattern"),
    ("17/14/1990", "pattern"),
    ("April 1990", "pattern"),
    ("17/4/190", "pattern"),
    ("yesterday", "pattern"),
    ("🙂", "pattern"),
]
