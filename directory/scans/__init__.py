"""From a photograph or scan of a printed page to the texts of its ads. The words are read by a process of its own."""
