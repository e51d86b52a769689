"""The shared data model: records, evidence, paper types, law, protocols, Vietnamese text."""
