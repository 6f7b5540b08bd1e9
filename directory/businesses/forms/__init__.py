"""Forms of a business's facts, shared by the editor, onboarding and the operator."""
