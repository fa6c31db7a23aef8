"""Pages of the review: `files` for the agent, supervision and the report's readers, `members` for the committee."""
