"""Phone numbers as people write them, by libphonenumber's rules. A number without a country is British."""

import unicodedata
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

HOME = "GB"
LONGEST = 40  # characters of a number as it is written
EMERGENCY = frozenset({"999", "112", "911", "18000"})
_SEPARATORS = frozenset(" -().+/\u00a0\u2010\u2011\u2012\u2013\u2014")


class NumberFault(StrEnum):
    """What is wrong with a number, so that a page can say how to mend it."""

    NOT_A_NUMBER = "NOT_A_NUMBER"
    TWO_NUMBERS = "TWO_NUMBERS"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    EMERGENCY = "EMERGENCY"
    PREMIUM = "PREMIUM"  # 09, and what other countries charge alike
    UNKNOWN_COUNTRY = "UNKNOWN_COUNTRY"


class BadNumber(ValueError):
    """This cannot be kept as a phone number: `fault` says why."""

    def __init__(self, fault: NumberFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_number(text: str, region: str = HOME) -> str:
    """A number as E.164, e.g. "0114 234 5678" → "+441142345678".

    region    the country of a number that names none, ISO 3166.
    Takes     what has the length of a number; whether it is given out is `is_in_use`, since ranges are opened daily.
    Raises    BadNumber.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(each)) for each in written if each.isdigit())
    if not digits or len(written) > LONGEST or any(not _belongs(each) for each in written):
        raise BadNumber(NumberFault.NOT_A_NUMBER)
    if digits in EMERGENCY:
        raise BadNumber(NumberFault.EMERGENCY)
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException as error:
        fault = _UNREADABLE.get(error.error_type, NumberFault.NOT_A_NUMBER)
        raise BadNumber(_too_long(written) if fault is NumberFault.TOO_LONG else fault) from None
    _refuse(number, written)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _belongs(character: str) -> bool:
    return character.isdigit() or character in _SEPARATORS


def _refuse(number: phonenumbers.PhoneNumber, written: str) -> None:
    home = number.country_code == phonenumbers.country_code_for_region(HOME)
    if home and str(number.national_number).startswith("9"):
        raise BadNumber(NumberFault.PREMIUM)
    # At home 084 and 087 count as premium by the library: solicitors and surgeries have them.
    if not home and phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        raise BadNumber(NumberFault.PREMIUM)
    length = phonenumbers.is_possible_number_with_reason(number)
    if length == ValidationResult.TOO_LONG:
        raise BadNumber(_too_long(written))
    if length == ValidationResult.INVALID_COUNTRY_CODE:
        raise BadNumber(NumberFault.UNKNOWN_COUNTRY)
    if length != ValidationResult.IS_POSSIBLE:
        raise BadNumber(NumberFault.TOO_SHORT)


def _too_long(written: str) -> NumberFault:
    return NumberFault.TWO_NUMBERS if "/" in written else NumberFault.TOO_LONG


_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: NumberFault.UNKNOWN_COUNTRY,
    NumberParseException.TOO_SHORT_NSN: NumberFault.TOO_SHORT,
    NumberParseException.TOO_SHORT_AFTER_IDD: NumberFault.TOO_SHORT,
    NumberParseException.TOO_LONG: NumberFault.TOO_LONG,
}


def is_in_use(number: str) -> bool:
    """Whether a number (E.164) lies in a range that its country has given out."""
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def spoken(number: str) -> str:
    """A number (E.164) as people write it here: "0114 234 5678", "+353 1 234 5678"."""
    read = phonenumbers.parse(number)
    home = read.country_code == phonenumbers.country_code_for_region(HOME)
    return phonenumbers.format_number(read, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def nearly(one: str, other: str) -> bool:
    """Whether two different numbers (E.164) differ by one slip: a digit wrong, or two neighbours swapped."""
    if len(one) != len(other) or one == other:
        return False
    wrong = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] - wrong[0] != 1:
        return False
    first, second = wrong
    return one[first] == other[second] and one[second] == other[first]
