"""Customers of whom a phone's texts are judged, and the day it is."""

from datetime import date

from directory.texts.rules.leads import OpenLead

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
SECOND = OpenLead(3, 4, "Oakton", "wh", "new")
CHEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")
MILLER = OpenLead(3, 4, "Fairfax", "repair", "accepted", "John Miller")
