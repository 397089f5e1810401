"""What in the words of a post a person must look at before others read it: numbers to call, addresses, words. Pure.

`caught` never decides: it names what it saw, and a member of staff says whether it is shown.
"""

from .caught import Catch, Kind, caught, spread

__all__ = ["Catch", "Kind", "caught", "spread"]
