def announce(what_is_missing, what_is_done):
    """Tells of a work-around, once, at the start."""
    print(f"work-around: {what_is_missing}: {what_is_done}", flush=True)
