"""The site's glyphs: one drawing a name, written into the page once and used by reference, so that no image is loaded.

Names starting with g- are the tracks (24 × 24), names starting with s- are small signs (16 × 16).
"""

GLYPHS = {
    "g-region": '<path d="M6 21.5V3M6 4h13l-3.2 4.2L19 12.4H6M3.5 21.5h5"/>',
    "g-plant": '<path d="M3 20.5V10l5.2 3.6V10l5.2 3.6V10l3.1 2.2V3.5h4v17zM7 17h2.2M11.5 17h2.2M16 17h2"/>',
    "g-project": (
        '<path d="M1.5 17.5h21M6.5 21V4M17.5 21V4M6.5 6c2 7 9 7 11 0M1.5 13c2.5-1.2 4-3.5 5-7M22.5 13c-2.5-1.2-4-3.5-5-7'
        'M12 11.3v6.2"/>'
    ),
    "g-park": (
        '<path d="M3 3h5.5v5.5H3zM15.5 3H21v5.5h-5.5zM9.25 9.25h5.5v5.5h-5.5zM3 15.5h5.5V21H3zM15.5 15.5H21V21h-5.5z"/>'
    ),
    "g-lotus": (
        '<path d="M12 3.5c2.6 2.6 3.9 5.4 3.9 8.3S14.6 17.5 12 19.5c-2.6-2-3.9-4.8-3.9-7.7S9.4 6.1 12 3.5z'
        'M8.3 10C6.2 8.9 4 8.6 1.8 9c.6 5.8 4.2 9.7 10.2 10.5M15.7 10c2.1-1.1 4.3-1.4 6.5-1-.6 5.8-4.2 9.7-10.2 10.5"/>'
    ),
    "s-provisional": '<circle cx="8" cy="8" r="6" stroke-dasharray="2.5 2.2"/>',
    "s-checked": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor" stroke="none"/>',
    "s-notice": '<circle cx="8" cy="8" r="6"/><path d="M8 8V2a6 6 0 1 1-6 6z" fill="currentColor" stroke="none"/>',
    "s-effect": '<rect x="2" y="2" width="12" height="12" rx="1.5"/><path d="M4.8 8.2l2.2 2.3 4.2-4.8"/>',
    "s-appeal": '<circle cx="8" cy="8" r="6"/><path d="M6.3 5.6v4.8M9.7 5.6v4.8"/>',
    "s-corrected": '<circle cx="8" cy="8" r="6"/><path d="M3.8 12.2l8.4-8.4"/>',
    "s-ok": '<path d="M2.5 8.5l3.7 3.8L13.5 4"/>',
    "s-warn": '<path d="M8 2L15 14H1zM8 6.5v3.5M8 12.1v.1"/>',
    "s-wrong": '<path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM8 4.8v3.9M8 11.2v.1"/>',
    "s-clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.7"/>',
    "s-down": '<path d="M8 2v8.5M4.5 7.5L8 11l3.5-3.5M2.5 14h11"/>',
    "s-up": '<path d="M8 11V2.5M4.5 6L8 2.5 11.5 6M2.5 14h11"/>',
    "s-search": '<circle cx="7" cy="7" r="4.8"/><path d="M10.6 10.6L14.5 14.5"/>',
    "s-date": '<rect x="2" y="3" width="12" height="11" rx="1"/><path d="M2 6.8h12M5.3 1.5v3M10.7 1.5v3"/>',
    "s-lock": '<rect x="3" y="7" width="10" height="7" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2M8 9.8v1.6"/>',
    "s-menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "s-text": '<path d="M1.5 13L5.5 3l4 10M3 9.8h5M10 13l2.3-6 2.3 6M10.8 11h3"/>',
    "s-moon": '<path d="M13.5 10A6 6 0 0 1 6 2.5 6 6 0 1 0 13.5 10z"/>',
    "s-sun": '<circle cx="8" cy="8" r="3"/><path d="M8 1.2v1.8M8 13v1.8M1.2 8H3M13 8h1.8M3.2 3.2l1.3 1.3M11.5 11.5l1.3 1.3'
    'M12.8 3.2l-1.3 1.3M4.5 11.5l-1.3 1.3"/>',
    "s-doc": '<path d="M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5"/>',
    "s-off": '<path d="M2 2l12 12M4.6 6.2A3.3 3.3 0 0 0 4.5 13h7.2M7 3.4a4 4 0 0 1 5.2 3.4 3.1 3.1 0 0 1 1.5 5.1"/>',
    "s-next": '<path d="M6 3l5 5-5 5"/>',
    "s-asc": '<path d="M4.5 10L8 6.5l3.5 3.5"/>',
    "s-desc": '<path d="M4.5 6.5L8 10l3.5-3.5"/>',
}


def symbol(name: str) -> str:
    """The <symbol> of one glyph."""
    box = 24 if name.startswith("g-") else 16
    return f'<symbol id="{name}" viewBox="0 0 {box} {box}">{GLYPHS[name]}</symbol>'


def sprite(names: tuple[str, ...] = tuple(GLYPHS)) -> str:
    """The hidden sheet of symbols that a page carries."""
    symbols = "".join(symbol(name) for name in names)
    return f'<svg class="jg-sprite" aria-hidden="true" focusable="false">{symbols}</svg>'


def use(name: str) -> str:
    """A reference to a glyph, drawn at the size of the text beside it."""
    if name not in GLYPHS:
        raise KeyError(f"no glyph is named {name!r}")
    kind = "jg-g" if name.startswith("g-") else "jg-s"
    return f'<svg class="{kind}" aria-hidden="true"><use href="#{name}"></use></svg>'
