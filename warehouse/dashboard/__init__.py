"""The dashboard: pages over the marts, in Streamlit and Altair, each read in one transaction that cannot write.

`serve` starts it, `app` puts it together, `views/` has a module a page, `questions` all of its SQL. What comes from
dumps passes through `markup` before it is shown.
"""
