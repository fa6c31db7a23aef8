"""公开信息: each published thing, frozen, found again, corrected only by a new version."""
