"""What staff read for the alerts of the roll. Which codes are kept, and who may see them: accounts.roll.alerts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Alert(models.TextChoices):
    HA = "HA", _("ACCT open")
    HA1 = "HA1", _("ACCT after-care")
    CSIP = "CSIP", _("CSIP")
    PEEP = "PEEP", _("PEEP: help to get out")
    RNO121 = "RNO121", _("Not alone with one person")
    XSA = "XSA", _("Assaulted staff")
    XHT = "XHT", _("Took hostages")
    XRF = "XRF", _("Risk to women")
    RLG = "RLG", _("Risk to LGB people")
    XR = "XR", _("Racist behaviour")
    RCON = "RCON", _("Conflict with others")
    AS = "AS", _("Social care")
    VI = "VI", _("Victim")
    VIP = "VIP", _("Isolated")
    AAR = "AAR", _("Adult at risk")
    XGANG = "XGANG", _("Gang")
    XTACT = "XTACT", _("TACT")
    XNR = "XNR", _("Not for release")
    XLDEPORT = "XLDEPORT", _("Liable to deportation")
    XILLENT = "XILLENT", _("Illegal entrant")
    SOR = "SOR", _("Sex offenders register")
    SSHO = "SSHO", _("Sexual harm prevention order")
    PC1 = "PC1", _("MAPPA category 1")
    PC2 = "PC2", _("MAPPA category 2")
    PC3 = "PC3", _("MAPPA category 3")
