"""What `./deploy/demo` shows: real processes, a made-up cohort, a journey that prints its steps, pictures of pages."""
