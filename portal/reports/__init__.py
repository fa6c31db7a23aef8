"""Reports: official papers as PDF in 公文 layout, each with a verification code that a public page resolves."""
