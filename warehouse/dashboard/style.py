"""How the dashboard looks beyond Streamlit's own theme: in the text's own colour, so that it fits light and dark."""

from warehouse.dashboard.markup import Html

_LINE = "1px solid color-mix(in srgb, currentColor 18%, transparent)"
_FAINT = "color-mix(in srgb, currentColor 68%, transparent)"
STYLE = Html(
    f"""<style>
.stMainBlockContainer {{ max-width: 76rem; padding-top: 4.5rem; padding-bottom: 3rem; }}
.stMainBlockContainer h1 {{ font-size: 1.9rem; padding: 0; overflow-wrap: anywhere; }}
.stMainBlockContainer h2 {{ font-size: 1.25rem; padding: 0.6rem 0 0 0; }}
.stHtml a {{ color: inherit; text-decoration: underline; text-underline-offset: 0.2em;
  text-decoration-color: color-mix(in srgb, currentColor 45%, transparent); }}
.stHtml a:hover, .stHtml a:focus-visible {{ text-decoration-color: currentColor; }}
.dl-numbers {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem; }}
.dl-number {{ border: {_LINE}; border-radius: 0.6rem; padding: 0.6rem 0.9rem; min-width: 0; }}
.dl-number b {{ display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }}
.dl-number span, .dl-faint {{ color: {_FAINT}; font-size: 0.875rem; }}
.dl-scroll {{ overflow-x: auto; }}
.dl-scroll:focus-visible {{ outline: 2px solid currentColor; }}
.dl-table {{ border-collapse: collapse; width: 100%; font-size: 0.9rem; }}
.dl-table th {{ text-align: left; font-weight: 600; border-bottom: {_LINE}; padding: 0.35rem 0.75rem 0.35rem 0;
  white-space: nowrap; vertical-align: bottom; }}
.dl-table td {{ border-bottom: {_LINE}; padding: 0.35rem 0.75rem 0.35rem 0; vertical-align: top;
  overflow-wrap: anywhere; min-width: 4.5rem; }}
.dl-table .dl-figure {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;
  min-width: 3rem; overflow-wrap: normal; }}
.dl-table .dl-nowrap {{ white-space: nowrap; }}
.dl-table .dl-wide {{ min-width: 14rem; }}
.dl-quote {{ border-left: 3px solid color-mix(in srgb, currentColor 30%, transparent); padding: 0.1rem 0 0.1rem 1rem;
  margin: 0 0 1.4rem 0; overflow-wrap: anywhere; }}
.dl-quote .dl-body {{ font-size: 1.02rem; line-height: 1.55; }}
.dl-body {{ line-height: 1.6; overflow-wrap: anywhere; unicode-bidi: isolate; max-width: 46rem; }}
.stHtml .dl-body a {{ text-decoration: none; }}
.stHtml .dl-body a:hover mark, .dl-body a:focus mark {{ text-decoration: underline; }}
.dl-body mark, .dl-key {{ background: color-mix(in srgb, #f2b134 38%, transparent); color: inherit;
  border-radius: 0.2rem; padding: 0.05rem 0.1rem; }}
.dl-who {{ margin-top: 0.35rem; }}
bdi {{ unicode-bidi: isolate; }}
@media (max-width: 640px) {{
  .stHorizontalBlock .stColumn:has(.stDateInput) {{ min-width: 8rem; flex: 1 1 8rem; }}
}}
</style>"""
)
