"""The product beside other programs: same pages, same run, measured from outside."""
