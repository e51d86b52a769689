"""Values that every part of motlan speaks in: papers, fields, evidence, readings, records."""
