"""Nameplates of equipment: brand, model and serial as a photo shows them, proposed to whoever sent it, who confirms."""
