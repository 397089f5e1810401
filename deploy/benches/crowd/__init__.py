"""A crowd of made-up people for benches: who they are, how they are signed in, how they knock, what that costs."""
