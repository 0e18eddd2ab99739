"""What asks a model: prompts over windows, or a reading of the text for surprise. Yields Claim or Gap."""
