"""The rules of the house, each with a violation planted to show that it goes red."""
