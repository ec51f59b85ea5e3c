"""Line drawings on a 24 by 24 field, drawn with the same round line as the route."""

PATHS = {
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bicycle": '<circle cx="6" cy="16" r="3.7"/><circle cx="18" cy="16" r="3.7"/>'
    '<path d="M6 16l4-7h5.5L12 16H6M18 16L14.5 6H17M8.5 7H11"/>',
    "bus": '<path d="M5 5h14v12H5zM5 11.5h14M7.5 17v2.5M16.5 17v2.5M8 14.2v.1M16 14.2v.1"/>',
    "bubble": '<path d="M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3v4.5M15.5 3v4.5"/>',
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "copy": '<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "error": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "food": '<path d="M5 11h14a7 6 0 0 1-14 0zM8 7.5c0-2 2-2 2-4M13 7.5c0-2 2-2 2-4M9 20h6"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c-5.5 5-5.5 12 0 17'
    'M12 3.5c5.5 5 5.5 12 0 17"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17zM4 7l8 6.5L20 7"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h10"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "news": '<path d="M4 5h13v14H6a2 2 0 0 1-2-2zM17 9h3v8a2 2 0 0 1-2 2h-1M7 8.5h7M7 12h7'
    'M7 15.5h4"/>',
    "pen": '<path d="M5 19l1-4L16.5 4.5l3 3L9 18z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M3 20c0-7 12-7 12 0M15.5 5.5'
    'a3.5 3.5 0 0 1 0 6.5M18 20c0-2.5-.7-4.2-2-5.3"/>',
    "phone": '<path d="M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4'
    'A15.5 15.5 0 0 1 5 4z"/>',
    "pin": '<path d="M12 21c5-5.5 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7 15.5 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.3"/>',
    "play": '<path d="M8 5l11 7-11 7z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "route": '<path d="M5 19c0-9 6-3 9-9s4-5 5-5"/><circle cx="5" cy="19" r="1.5"/>'
    '<circle cx="19" cy="5" r="1.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L20.5 20.5"/>',
    "share": '<path d="M12 15V4M8 7.5L12 3.5l4 4M6 11H5v9h14v-9h-1"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2'
    "M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4"
    'M6.7 17.3l-1.4 1.4"/>',
    "theme": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" '
    'fill="currentColor"/>',
    "ticket": '<path d="M3.5 6.5h17V10a2 2 0 0 0 0 4v3.5h-17V14a2 2 0 0 0 0-4z'
    'M14 6.5v2M14 11v2M14 15.5v2"/>',
    "train": '<path d="M6 4h12v12H6zM6 10h12M8 16l-2.5 4.5M16 16l2.5 4.5M9.5 13.2v.1'
    'M14.5 13.2v.1"/>',
    "warn": '<path d="M12 4l9 16H3zM12 10v4.5M12 17.1v.1"/>',
}
