"""What can one do to a list: work it, keep it under a name, act on several of its accounts at once?"""
