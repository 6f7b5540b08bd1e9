"""A listing as its own people edit it: draft, preview, publish, history, phones, confirmation."""
