"""Which pages keep the people around an account?"""
