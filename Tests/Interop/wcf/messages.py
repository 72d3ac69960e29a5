"""SOAP messages for the tests of binary XML, the same in every run of a seed; `python3 messages.py DIRECTORY` writes them out.

All are within the limits that the library's decoders have unless told otherwise: 128 elements deep, 128 attributes an element,
65,536 bytes an attribute's value.
"""
import base64
import os
import random
import string
import sys

SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
ADDRESSING_2004 = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
TOKENS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.w3.org/2001/XMLSchema"
RELIABLE = "http://schemas.xmlsoap.org/ws/2005/02/rm"
TRUST = "http://schemas.xmlsoap.org/ws/2005/02/trust"
COORDINATION = "http://schemas.xmlsoap.org/ws/2004/10/wscoor"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
SOME_ID = "urn:uuid:33221100-5544-7766-8899-aabbccddeeff"


def envelope(body, header="", soap=SOAP_12, prefix="s", declarations=""):
    if header:
        header = f"<{prefix}:Header>{header}</{prefix}:Header>"
    return (f'<{prefix}:Envelope xmlns:{prefix}="{soap}"{declarations}>{header}<{prefix}:Body>{body}</{prefix}:Body>'
            f"</{prefix}:Envelope>")


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def listed(name, texts):
    return "".join(f"<{name}>{text}</{name}>" for text in texts)


def addressing(action, namespace=ADDRESSING, anonymous="/anonymous"):
    return (f'<a:Action s:mustUnderstand="1">{action}</a:Action><a:MessageID>{SOME_ID}</a:MessageID>'
            f"<a:ReplyTo><a:Address>{namespace}{anonymous}</a:Address></a:ReplyTo>"
            '<a:To s:mustUnderstand="1">http://127.0.0.1/echo</a:To>')


def soap():
    echo = '<Echo xmlns="http://tempuri.org/"><text>hello</text></Echo>'
    with_addressing = f' xmlns:a="{ADDRESSING}"'
    yield "SOAP 1.2, empty body", envelope("")
    yield "SOAP 1.2, body without end tag", f'<s:Envelope xmlns:s="{SOAP_12}"><s:Body/></s:Envelope>'
    yield "SOAP 1.1, empty body", envelope("", soap=SOAP_11)
    yield "SOAP 1.1, call", envelope(echo, soap=SOAP_11)
    yield "SOAP 1.2, call", envelope(echo)
    yield "addressing", envelope(echo, addressing("http://tempuri.org/IEcho/Echo"), declarations=with_addressing)
    yield "addressing of 2004", envelope(echo, addressing("urn:x", ADDRESSING_2004, "/role/anonymous"),
                                         declarations=f' xmlns:a="{ADDRESSING_2004}"')
    yield "addressing, declared in each header", envelope(
        echo, addressing("urn:x").replace("<a:Action", f'<a:Action xmlns:a="{ADDRESSING}"')
        .replace("<a:MessageID", f'<a:MessageID xmlns:a="{ADDRESSING}"')
        .replace("<a:ReplyTo", f'<a:ReplyTo xmlns:a="{ADDRESSING}"').replace("<a:To", f'<a:To xmlns:a="{ADDRESSING}"'))
    yield "addressing, reply", envelope(
        '<EchoResponse xmlns="http://tempuri.org/"><EchoResult>hello</EchoResult></EchoResponse>',
        f'<a:Action s:mustUnderstand="1">http://tempuri.org/IEcho/EchoResponse</a:Action><a:RelatesTo>{SOME_ID}</a:RelatesTo>',
        declarations=with_addressing)
    yield "addressing, reference parameters", envelope(
        "", '<a:To>http://example.org/</a:To><k:Key xmlns:k="urn:k" a:IsReferenceParameter="true">42</k:Key>',
        declarations=with_addressing)
    yield "header for a role", envelope(
        "<x/>", f'<h:H xmlns:h="urn:h" s:role="{SOAP_12}/role/next" s:relay="true" s:mustUnderstand="0">v</h:H>')
    yield "header for an actor", envelope(
        "<x/>", '<h:H xmlns:h="urn:h" s:actor="http://schemas.xmlsoap.org/soap/actor/next" s:mustUnderstand="1">v</h:H>',
        soap=SOAP_11)
    yield "SOAP 1.2, fault", envelope(
        '<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:m="urn:m">m:Bad</s:Value></s:Subcode></s:Code>'
        '<s:Reason><s:Text xml:lang="en-US">It broke</s:Text><s:Text xml:lang="de">Kaputt</s:Text></s:Reason>'
        "<s:Node>urn:node</s:Node><s:Role>urn:role</s:Role>"
        '<s:Detail><d:Info xmlns:d="urn:d" code="17">more</d:Info></s:Detail></s:Fault>')
    yield "SOAP 1.1, fault", envelope(
        '<s:Fault><faultcode xmlns="">s:Client</faultcode><faultstring xmlns="" xml:lang="en">It broke</faultstring>'
        '<faultactor xmlns="">urn:actor</faultactor><detail><i:Info xmlns:i="urn:i">more</i:Info></detail></s:Fault>',
        soap=SOAP_11)
    yield "long prefix", envelope('<x xmlns="urn:x">v</x>', prefix="soap")
    yield "prefix in capitals", envelope('<x xmlns="urn:x">v</x>', prefix="E")
    yield "SOAP as default namespace", (
        f'<Envelope xmlns="{SOAP_12}"><Header/><Body><x xmlns="urn:x"><y xmlns="">v</y></x></Body></Envelope>')
    yield "declaration of XML", '<?xml version="1.0" encoding="utf-8"?>\n' + envelope('<x xmlns="urn:x"/>') + "\n"
    yield "declaration of XML, standalone", "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>" + envelope("<x/>")
    yield "byte order mark", "\ufeff" + envelope("<x/>")
    yield "indented", (f'<s:Envelope xmlns:s="{SOAP_12}">\n  <s:Header>\n    <h xmlns="urn:h">1</h>\n'
                       "  </s:Header>\n  <s:Body>\n"
                       '    <m xmlns="urn:m">\n\t<a>x</a>\n\t<b/>\n    </m>\n  </s:Body>\n</s:Envelope>\n')
    yield "blanks in tags", (f"<s:Envelope\n\txmlns:s = '{SOAP_12}' ><s:Body\r\n><x  a='1'\tb\n=\n\"2\" /></s:Body\t>"
                             "</s:Envelope >")
    yield "not SOAP", "<order/>"


def services():
    yield "metadata exchange", envelope(
        "", addressing("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get"), declarations=f' xmlns:a="{ADDRESSING}"')
    yield "reliable messaging", envelope(
        "<x/>", f'<r:Sequence xmlns:r="{RELIABLE}" s:mustUnderstand="1"><r:Identifier>urn:uuid:aa</r:Identifier>'
        f"<r:MessageNumber>1</r:MessageNumber><r:LastMessage/></r:Sequence><r:SequenceAcknowledgement xmlns:r=\"{RELIABLE}\">"
        '<r:Identifier>urn:uuid:bb</r:Identifier><r:AcknowledgementRange Lower="1" Upper="3"/></r:SequenceAcknowledgement>')
    yield "coordination", envelope(
        f'<c:CreateCoordinationContext xmlns:c="{COORDINATION}"><c:CoordinationType>http://schemas.xmlsoap.org/ws/2004/10/wsat'
        "</c:CoordinationType></c:CreateCoordinationContext>")
    yield "trust", envelope(
        f'<t:RequestSecurityToken Context="uuid-1" xmlns:t="{TRUST}"><t:TokenType>http://schemas.xmlsoap.org/ws/2005/02/sc/sct'
        f"</t:TokenType><t:RequestType>{TRUST}/Issue</t:RequestType><t:KeySize>256</t:KeySize>"
        f'<t:BinaryExchange ValueType=" {TRUST}/tlsnego">FgMBAFoBAABWAwFV</t:BinaryExchange></t:RequestSecurityToken>')


def security(noise):
    def random_base64(size):
        return base64.b64encode(noise.randbytes(size)).decode()

    yield "security, user name", envelope(
        '<x xmlns="urn:x"/>', f'<o:Security s:mustUnderstand="1" xmlns:o="{SECURITY}">'
        f'<u:Timestamp u:Id="_0" xmlns:u="{UTILITY}">'
        "<u:Created>2006-05-17T13:14:15.123Z</u:Created><u:Expires>2006-05-17T13:19:15.123Z</u:Expires></u:Timestamp>"
        f'<o:UsernameToken u:Id="uuid-1-1" xmlns:u="{UTILITY}"><o:Username>alice</o:Username>'
        f'<o:Password Type="{TOKENS}username-token-profile-1.0#PasswordText">s3cret &amp; co</o:Password>'
        "<o:Nonce>AAECAwQFBgcICQoLDA0ODw==</o:Nonce></o:UsernameToken></o:Security>")
    yield "security, signature", envelope(
        '<x xmlns="urn:x"/>', f'<o:Security s:mustUnderstand="1" xmlns:o="{SECURITY}"><o:BinarySecurityToken u:Id="X509-1" '
        f'ValueType="{TOKENS}x509-token-profile-1.0#X509v3" EncodingType="{TOKENS}soap-message-security-1.0#Base64Binary" '
        f'xmlns:u="{UTILITY}">{random_base64(900)}</o:BinarySecurityToken><Signature xmlns="{SIGNATURE}"><SignedInfo>'
        '<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
        f'<SignatureMethod Algorithm="{SIGNATURE}rsa-sha1"/><Reference URI="#_1"><Transforms>'
        '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms>'
        f'<DigestMethod Algorithm="{SIGNATURE}sha1"/><DigestValue>{random_base64(20)}</DigestValue></Reference></SignedInfo>'
        f"<SignatureValue>{random_base64(128)}</SignatureValue><KeyInfo><o:SecurityTokenReference>"
        '<o:Reference URI="#X509-1"/></o:SecurityTokenReference></KeyInfo></Signature></o:Security>')
    yield "security, encryption", envelope(
        f'<e:EncryptedData Id="_3" Type="{ENCRYPTION}Content" xmlns:e="{ENCRYPTION}">'
        f'<e:EncryptionMethod Algorithm="{ENCRYPTION}aes256-cbc"/><KeyInfo xmlns="{SIGNATURE}">'
        f'<o:SecurityTokenReference xmlns:o="{SECURITY}"><o:Reference URI="#_0"/></o:SecurityTokenReference></KeyInfo>'
        f"<e:CipherData><e:CipherValue>{random_base64(1500)}</e:CipherValue></e:CipherData></e:EncryptedData>")


def shapes():
    yield "deep", envelope("".join(f"<n{i}>" for i in range(126)) + "leaf" + "".join(f"</n{i}>" for i in reversed(range(126))))
    yield "deep, of one name", envelope("<d>" * 126 + "</d>" * 126)
    yield "wide", envelope("<d/>" * 5000)
    yield "128 attributes", envelope("<x " + " ".join(f'a{i}="value {i}"' for i in range(128)) + "/>")
    yield "26 prefixes of attributes", envelope(
        "<x " + " ".join(f'xmlns:{c}="urn:{c}" {c}:att="{c}"' for c in string.ascii_lowercase) + "/>")
    yield "mixed content", envelope("<p>one <b>two</b> three <i>four <u>five</u></i> six</p>")
    yield "mixed content, long", envelope("<p>" + "one <b>two</b> <!-- three --> <i/>" * 700 + "</p>")
    yield "empty in every way", envelope('<a></a><b/><c x=""/><d> </d><e><![CDATA[]]></e>')
    yield "empty and blank attributes", envelope('<x a="" b=" " c="  x  "/>')
    yield "comments", "<!-- before -->" + envelope("<x><!-- in --><!----><y/>text<!-- <tag> & \" ' --></x>") + "<!-- after -->"
    yield "comment in text", envelope("<x>one<!-- two -->three</x><y><!-- only --></y>")
    yield "CDATA", envelope("<x><![CDATA[a<b&c]]></x><y>pre<![CDATA[]]>post</y><z><![CDATA[]]]]><![CDATA[>]]></z>")
    yield "CDATA with line ends", envelope("<x><![CDATA[a\r\nb\rc\nd]]></x>")
    yield "blank text", envelope("<a> </a><b>\n</b><c>\t\t</c><d>  <e/>  </d>")
    yield "long names", envelope(f'<{"n" * 127} {"m" * 128}="v"/><{"o" * 5000}/><{"p" * 16384}/>')
    yield "punctuation in names", envelope("<a-b.c_d1/><_x/><a\u00b7b/>")
    yield "names of the dictionary", envelope(
        '<Action/><Body/><role relay="1" Id="2"/><detail/><faultcode/><Envelope xmlns="urn:not-soap"/>')
    yield "texts of the dictionary", envelope(
        f'<a>Action</a><b>mustUnderstand</b><c>{ADDRESSING}/anonymous</c><d x="Sender" actor="actor">detail</d>'
        f'<e v=" {TRUST}/tlsnego"> {TRUST}/tlsnego</e>')
    yield "same attribute of two namespaces", envelope('<x a="1" p:a="2" q:a="3" xmlns:p="urn:p" xmlns:q="urn:q"/>')


def namespaces():
    yield "prefixes of one letter", envelope(
        "".join(f'<{c}:el xmlns:{c}="urn:{c}" {c}:at="{c}">{c}</{c}:el>' for c in string.ascii_lowercase))
    yield "prefixes of one letter, names of the dictionary", envelope(
        "".join(f'<{c}:Action xmlns:{c}="{ADDRESSING}" {c}:Id="{c}">{c}</{c}:Action>' for c in string.ascii_lowercase))
    yield "other prefixes", envelope("".join(
        f'<{p}:el xmlns:{p}="urn:{p}" {p}:at="{p}"><{p}:Action/></{p}:el>'
        for p in ("A", "Z", "_", "ab", "p1", "wsa", "soap-env", "x.y", "a_b", "\u00e9", "\u4e2d\u6587", "q" * 200)))
    yield "prefix declared anew", envelope('<a:x xmlns:a="urn:1"><a:y xmlns:a="urn:2"><a:z xmlns:a="urn:1"/></a:y><a:w/></a:x>')
    yield "default namespace changes", envelope('<x xmlns="urn:1"><y xmlns=""><z xmlns="urn:2"><w xmlns=""/></z></y></x>')
    yield "default namespace, not for attributes", envelope('<x xmlns="urn:1" a="1"><y xmlns="urn:2" a="2"/><z a="3"/></x>')
    yield "two prefixes of a namespace", envelope('<x xmlns:p="urn:u" xmlns:q="urn:u" p:a="1" q:b="2"><p:y/><q:y/></x>')
    yield "prefix and default of a namespace", envelope('<x xmlns="urn:u" xmlns:p="urn:u" p:a="1"><p:y/><y/></x>')
    yield "unused declarations", envelope('<x xmlns:unused1="urn:u1" xmlns:unused2="urn:u2"/>')
    yield "qualified names as text", envelope(
        f'<x xmlns:i="{INSTANCE}" xmlns:d="{SCHEMA}" xmlns:xsd="{SCHEMA}" i:type="d:int">12</x>'
        "<y>s:Sender</y><z>s:Receiver</z><w>s:NotInTheDictionary</w>")
    yield "redundant declarations", envelope(
        '<x xmlns="urn:a"><y xmlns="urn:a"><p:z xmlns:p="urn:p"><p:z xmlns:p="urn:p"/></p:z></y></x>')
    yield "redundant declarations, many", envelope(
        f'<s:x xmlns:s="{SOAP_12}" xmlns=""><s:y xmlns:s="{SOAP_12}" xmlns=""/></s:x>')
    yield "declaration after use", envelope('<p:x p:a="1" b="2" xmlns:p="urn:p"><y xmlns:p="urn:q" p:b="2"/></p:x>')
    yield "escapes in a namespace", envelope('<x xmlns="urn:a?b=1&amp;c=&lt;d&gt;&quot;&#233;"/>')
    yield "namespace beyond ASCII", envelope('<x xmlns="urn:\u4e2d\u6587/\U0001F600" xmlns:p="urn:\u00e9"><p:y/></x>')
    yield "same prefix in siblings", envelope(
        '<p:x xmlns:p="urn:1">1</p:x><p:x xmlns:p="urn:2">2</p:x><p:x xmlns:p="urn:1"><p:y/></p:x>')
    yield "xml:lang and xml:space", envelope(
        '<x xml:lang="en-GB" xml:space="preserve"> <y xml:lang="" xml:space="default"> </y> </x>')
    yield "xml:id and xml:base", envelope('<x xml:id="i1" xml:base="http://example.org/"/>')


def characters(noise):
    yield "references", envelope(
        '<x a="&lt;&gt;&amp;&quot;&apos;">&lt;&gt;&amp;&quot;&apos;</x><y>&#65;&#x42;&#x1F600;&#x000041;</y>')
    yield "references to blanks", envelope('<x a="&#9;&#10;&#13;&#32;">&#9;&#10;&#13;&#32;</x>')
    yield "quotes", envelope("""<x a='"' b="'">"'</x>""")
    yield "greater than", envelope('<x a=">">a>b ]] > ]]&gt;</x>')
    yield "line ends in text", envelope("<x>line1\r\nline2\rline3\nline4\r\r\n\n</x>")
    yield "line ends in attributes", envelope('<x a="l1\nl2\tl3\r\nl4\rl5" b=" a\n b "/>')
    yield "line ends in comments", envelope("<x><!-- a\r\nb\rc\n --></x>")
    yield "line ends everywhere", envelope("<x>\r\n<y>1</y>\r<z/>\n</x>").replace("><", ">\r\n<")
    yield "Latin", envelope("<x>caf\u00e9 \u00fcber \u00df \u00a0 \u00ff</x>")
    yield "other planes", envelope('<x a="\U0001F600">\U0001F600\U00010000\U0010FFFD\U00020000</x>')
    yield "basic plane", envelope("<x>\u0416\u4e2d\u6587\u3042\u0e01\u05d0\u0627\u2028\ufeffend</x>")
    yield "names beyond ASCII", envelope('<\u00e9l\u00e9ment \u4e2d="\u6587"><\u0416/></\u00e9l\u00e9ment>')
    yield "combining characters", envelope("<x>e\u0301 \u1e9b\u0323 \u212b</x>")
    yield "odd characters", envelope("<x>\u007f\u0080\u0085\u009f\u2029\ufffd\ud7ff\ue000\ufdd0\ufdef\U0001FFFE</x>")
    yield "mostly references", envelope(f"<x>{'&lt;&amp;&gt;' * 500}</x>")
    for number in range(4):
        planes = ((0x20, 0x7F), (0xA0, 0xD800), (0x10000, 0x11000))
        text = "".join(chr(noise.randrange(*noise.choice(planes))) for _ in range(400))
        yield f"random characters {number}", envelope(f'<x a="{escape(text).replace(chr(34), "&quot;")}">{escape(text)}</x>')


def lengths():
    for size in (1, 2, 127, 128, 254, 255, 256, 257, 4096, 65534, 65535, 65536, 65537, 200000):
        yield f"text of {size}", envelope(f"<x>{('abcdefghij' * (size // 10 + 1))[:size]}</x>")
    for size in (42, 43, 85, 86, 127, 128, 255, 256, 21845, 21846, 32767, 32768):
        yield f"text of {size} times 2 bytes", envelope(f"<x>{chr(0xE9) * size}</x>")
        yield f"text of {size} times 3 bytes", envelope(f"<x>{chr(0x4E2D) * size}</x>")
    for size in (63, 64, 127, 128, 16383, 16384):
        yield f"text of {size} times 4 bytes", envelope(f"<x>{chr(0x1F600) * size}</x>")
    for size in (255, 256, 65535, 65536):
        yield f"attribute of {size}", envelope(f'<x a="{"v" * size}"/>')
    for size in (255, 256, 65536):
        yield f"comment of {size}", envelope(f"<x><!--{'c' * size}--></x>")


def bytes_as_text(noise):
    for size in (0, 1, 2, 3, 4, 5, 254, 255, 256, 257, 258, 766, 767, 768, 1024, 65534, 65535, 65536, 65537, 65538, 200000):
        data = base64.b64encode(noise.randbytes(size)).decode()
        yield f"base64 of {size}", envelope(f'<Upload xmlns="urn:up"><data>{data}</data></Upload>')
    for size in (1, 3, 255, 257, 40000):
        data = base64.b64encode(noise.randbytes(size)).decode()
        yield f"base64 of {size} in an attribute", envelope(f'<data value="{data}"/>')
    data = base64.b64encode(noise.randbytes(300)).decode()
    yield "base64 in lines", envelope("<data>\n" + "\n".join(data[i:i + 76] for i in range(0, len(data), 76)) + "\n</data>")
    yield "base64 that is not", envelope(listed("d", (
        "abcd", "ab==", "abc=", "a===", "====", "abc", "abcd=", "AB==", "AA==", "QQ=\n=", " QUJD", "QUJD ", "QU JD",
        "+/+/", "-_-_")))


def values(noise):
    integers = (0, 1, -1, 2, 9, 10, 127, 128, -128, -129, 32767, 32768, -32768, -32769, 65535, 2147483647, -2147483648,
                2147483648, 4294967296, 9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551615,
                18446744073709551616)
    yield "integers", envelope(listed("i", integers))
    yield "integers in attributes", envelope("".join(f'<i v="{number}"/>' for number in integers))
    yield "integers in other forms", envelope(listed("i", (
        "+1", "007", "-0", "00", "+0", " 5 ", "5 ", "1.0", "1e3", "0x10", "1_0", "-", "--1", "1-", "\u0661", "\uff11")))
    yield "booleans", envelope(listed("b", ("true", "false", "1", "0", "TRUE", "True", " true", "truefalse")))
    yield "booleans in attributes", envelope('<x a="0" b="1" c="00" d="true" e="false" f="True"/>')
    yield "fractions", envelope(listed("f", (
        "0.5", "1.5", "-0.25", "0.1", "100.125", "3.4028235E+38", "1E-45", "NaN", "INF", "-INF", "1.7976931348623157E+308",
        "0.0001", "1E+15", "123456789.125", "5E-324", "0.30000000000000004", "2.5E-08")))
    yield "fractions in other forms", envelope(listed("f", (
        "-0", "-0.0", "1.", ".5", "1.50", "1e5", "1E5", "+INF", "Infinity", "nan", "1E+005", "0.10", "1,5", "1.0E+15")))
    yield "decimals", envelope(listed("d", (
        "0", "0.00", "1.10", "-123.450", "79228162514264337593543950335", "79228162514264337593543950336", "-0.00", "12.50",
        "1.1000", "0.0000000000000000000000000001", "0.00000000000000000000000000001", "123456789012345678901234567890")))
    yield "dates", envelope(listed("d", (
        "2006-05-17T13:14:15Z", "2006-05-17T13:14:15.1234567Z", "2006-05-17T13:14:15", "0001-01-01T00:00:00",
        "2000-02-29T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2006-05-17T13:14:15.5", "1899-12-31T23:59:59.001",
        "1600-02-29T12:00:00")))
    yield "dates in other forms", envelope(listed("d", (
        "2006-05-17", "2006-05-17T13:14:15+02:00", "2006-05-17T13:14:15+00:00", "2006-05-17T13:14:15.120Z",
        "2006-05-17T13:14:15.Z", "2006-05-17T24:00:00", "2006-02-30T00:00:00", "1900-02-29T00:00:00Z", "2006-05-17T13:14:60Z",
        "2006-05-17T13:14Z", "0000-01-01T00:00:00",
        "10000-01-01T00:00:00", "-0001-01-01T00:00:00", "2006-05-17t13:14:15z", "2006-05-17T13:14:15.12345678Z",
        "2006-05-17T13:14:15-14:00", "13:14:15")))
    yield "durations", envelope(listed("d", (
        "PT0S", "PT1M", "P1DT2H3M4.5S", "-P1D", "P10675199DT2H48M5.4775807S", "-P10675199DT2H48M5.4775808S", "PT0.0000001S",
        "PT60S", "P1Y", "P", "PT", "P1M", "PT1.5S", "PT1.50S", "P0D", "-PT0S", "PT24H", "P1DT0H")))
    yield "identifiers", envelope(listed("g", (
        SOME_ID, SOME_ID[9:], SOME_ID.upper(), SOME_ID[:9] + SOME_ID[9:].upper(), SOME_ID[9:].upper(), "urn:uuid:bad",
        "{%s}" % SOME_ID[9:], SOME_ID[9:].replace("-", ""), SOME_ID + " ", "00000000-0000-0000-0000-000000000000")))
    yield "lists", envelope('<l>1 2 3</l><l a="true false">a b  c</l><l>1 true 18446744073709551615</l><l> 1 2</l><l>1 2 </l>')
    yield "array of integers", envelope(f'<a:ArrayOfint xmlns:a="{ARRAYS}">' + listed("a:int", (i * i for i in range(1000)))
                                        + "</a:ArrayOfint>")
    yield "array of small integers", envelope("<l>" + listed("i", range(-100, 100)) + "</l>")
    yield "array of large integers", envelope("<l>" + listed("i", (1 << i for i in range(32, 62))) + "</l>")
    yield "array of booleans", envelope("<l>" + listed("b", ("true", "false") * 50) + "</l>")
    fractions = (f"{noise.randrange(-10**6, 10**6)}.{noise.randrange(1, 10)}" for _ in range(500))
    yield "array of fractions", envelope("<l>" + listed("f", fractions) + "</l>")
    yield "array of dates", envelope("<l>" + listed("d", (f"20{i:02}-05-17T13:14:15Z" for i in range(10, 60))) + "</l>")
    yield "array of identifiers", envelope("<l>" + listed("g", (f"{i:08x}" + SOME_ID[17:] for i in range(100))) + "</l>")
    yield "arrays side by side", envelope("<l>" + listed("a", range(5)) + listed("b", range(5)) + " " + listed("b", range(5))
                                          + '<b x="1">1</b>' + listed("b", ("1", "true", "x", "", "2", "3")) + "</l>")


def purchase_orders(size, noise):
    words = "acme widget bolt gasket flange valve sensor cable bracket washer gear shaft relay coil lens panel pump".split()
    orders, length, number = [], 0, 0
    while length < size:
        number += 1
        lines = "".join(
            f'<Line no="{line}"><Sku>{noise.choice(words).upper()}-{noise.randrange(100000):05}</Sku>'
            f"<Description>{' '.join(noise.choices(words, k=noise.randrange(2, 9)))}</Description>"
            f"<Quantity>{noise.randrange(1, 500)}</Quantity>"
            f'<UnitPrice currency="EUR">{noise.randrange(1, 9999)}.{noise.randrange(100):02}</UnitPrice>'
            f"<InStock>{noise.choice(('true', 'false'))}</InStock></Line>" for line in range(1, noise.randrange(2, 7)))
        comment = 'ship <fast> & "safe"' if number % 7 == 0 else "\u00e9tage \u4e2d\u6587" if number % 11 == 0 else "none"
        orders.append(
            f'<PurchaseOrder id="{number}"><OrderDate>2024-{noise.randrange(1, 13):02}-{noise.randrange(1, 29):02}T'
            f"{noise.randrange(24):02}:{noise.randrange(60):02}:00Z</OrderDate><Customer>"
            f'<Name>{noise.choice(words).title()} GmbH</Name><Note i:nil="true"/></Customer><Lines>{lines}</Lines>'
            f"<Comment>{escape(comment)}</Comment></PurchaseOrder>")
        length += len(orders[-1])
    body = f'<Submit xmlns="urn:orders" xmlns:i="{INSTANCE}"><orders>{"".join(orders)}</orders></Submit>'
    return envelope(body, addressing("urn:orders/Submit"), declarations=f' xmlns:a="{ADDRESSING}"')


def messages(seed):
    """Pairs of a name and a message."""
    noise = random.Random(seed)
    rows = [*soap(), *services(), *security(noise), *shapes(), *namespaces(), *characters(noise), *lengths(),
            *bytes_as_text(noise), *values(noise)]
    for size in (1 << 10, 1 << 14, 1 << 18):
        rows.append((f"purchase orders of {size}", purchase_orders(size, noise)))
    return [(name, text.encode()) for name, text in rows]


if __name__ == "__main__":
    for index, (name, message) in enumerate(messages(20261122)):
        with open(os.path.join(sys.argv[1], f"{index:03} {name}.xml"), "wb") as file:
            file.write(message)
