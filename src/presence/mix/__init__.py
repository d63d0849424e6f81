"""Sound to time: clips become a Timeline, a Timeline becomes blocks of samples from any frame."""
