"""How long a test waits for what surely comes: only a test that fails waits to the end, on whatever machine."""

#: Seconds for a thread, a process, an answer or a line on a page.
SECONDS = 180
#: The same in looks, a tenth of a second apart.
LOOKS = 10 * SECONDS
