"""Reports of mail servers about mails that did not arrive."""

REFERENCE = "0123456789abcdef" * 2


def report(
    reference: str = REFERENCE,
    status: str = "5.1.1",
    action: str = "failed",
    headers_only: bool = True,
    text: str = "your request",
) -> bytes:
    """What a mail server sends back (RFC 3464) of a mail with this reference, whole or its headers alone."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    lines = [
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.example.net",
        "To: returns@example.com",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <{'f' * 32}@mx.example.net>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
        "",
        "--b1",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "I could not hand it on.",
        "--b1",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "",
        "Final-Recipient: rfc822; wang@example.com",
        f"Action: {action}",
        f"Status: {status}",
        "Diagnostic-Code: smtp; 550 no such user",
        "",
        "--b1",
        f"Content-Type: {kind}",
        "",
        *([f"Message-ID: <{reference}@lengnuan.example>", "To: wang@example.com", "Subject: x"] if reference else []),
        "",
        *([] if headers_only else [text]),
        "--b1--",
        "",
    ]
    return "\r\n".join(lines).encode()
