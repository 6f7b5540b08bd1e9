"""From the words of a photo to what a nameplate says, and what a maker's numbers say."""
