"""The roll as the service sends it, read by rules alone: no database, no Django, no clock.

`pages` reads files, `person` reads one row, `release` says which release date counts, `names` tidies names,
`alerts` says which alerts matter and to whom, `register` reads the prison register.
"""
