"""Quote requests, one lead per business ticked, and the consents they rest on."""
