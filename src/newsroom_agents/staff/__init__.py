"""The house's files: personas, prompts, beats, stylebook."""
