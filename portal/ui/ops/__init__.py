"""Pages of the kernel itself: messages to a person, what is undelivered, published checkpoints."""
