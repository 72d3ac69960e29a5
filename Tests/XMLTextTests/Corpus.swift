/// Documents of many kinds.
enum Corpus {
    static let soap = """
        <?xml version="1.0" encoding="utf-8"?>
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">
          <s:Header><a:Action s:mustUnderstand="1">urn:orders/Submit</a:Action>
            <a:To s:mustUnderstand='1' >http://127.0.0.1/orders</a:To></s:Header>
          <s:Body><Submit xmlns="urn:orders" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><orders>
            <PurchaseOrder id="1"><Name>Größe 中文 \u{1F600}</Name><Note i:nil="true"/><Line no="1">a &amp; b</Line>
            <Comment>none</Comment></PurchaseOrder></orders></Submit></s:Body>
        </s:Envelope>

        """

    static let documents: [String] = [
        soap, "<a/>", "<a></a>", "<a>0</a>", " \n<a />\t", "\u{FEFF}<a>x</a>", "<a\n>x</a\n>",
        "<?xml version='1.0'?><a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\n<a/>",
        "<!-- before --><a><!-- in --><!----><y/>text<!-- <tag> & \" ' --></a><!-- after -->\n",
        "<a><x><![CDATA[a<b&c]]></x><y>pre<![CDATA[]]>post</y><z><![CDATA[]]]]><![CDATA[>]]></z><![CDATA[]]></a>",
        "<a x=\"&lt;&gt;&amp;&quot;&apos;\">&lt;&gt;&amp;&quot;&apos;<y>&#65;&#x42;&#x1F600;&#x000000041;</y></a>",
        "<a x=\"&#9;&#10;&#13;&#32;\" y='l1\nl2\tl3\r\nl4\rl5'>&#9;&#10;&#13;&#32;\r\nline\rnext\n\r\r\n</a>",
        "<a xmlns=\"urn:1\"><b xmlns=\"\"><c xmlns=\"urn:2\"><d xmlns=\"\"/></c></b></a>",
        "<a:x xmlns:a=\"urn:1\"><a:y xmlns:a=\"urn:2\"><a:z xmlns:a=\"urn:1\" a:b='1' b='2'/></a:y><a:w/></a:x>",
        "<x xmlns:p=\"urn:u\" xmlns:q=\"urn:u\" p:a=\"1\" q:b=\"2\"><p:y/><q:y/></x>",
        "<x p:a=\"1\" xmlns:p=\"urn:p\"><y p:b=\"2\" xml:lang='en' xml:space=\"preserve\"/></x>",
        "<x xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:a=''/>",
        "<a-b.c_d1 _x='' long-name-of-more-than-twenty-four-bytes.attribute='v'><_x/>"
            + "<an-element-whose-name-is-longer-than-a-slot>t</an-element-whose-name-is-longer-than-a-slot></a-b.c_d1>",
        "<a>]] ] ]]&gt; ]]a</a>", "<a> <b> </b>\n<c>\t</c> mixed <d/> content </a>",
        "<a>" + (0..<40).map { "<n\($0)>" }.joined() + "leaf" + (0..<40).reversed().map { "</n\($0)>" }.joined() + "</a>",
        "<a " + (0..<30).map { "b\($0)=\"\($0)\"" }.joined(separator: " ") + "/>",
        "<a>\u{80}\u{85}\u{2028}\u{FFFD}\u{10FFFF}\u{D7FF}\u{E000}</a>", "<a x='\u{E9}\u{4E2D}\u{1F600}'>caf\u{E9}</a>",
    ]

    /// Pieces of markup that mutations put in.
    static let pieces = [
        "<", ">", "/", "&", ";", "\"", "'", "=", " ", "\r", "\n", "\t", "]]>", "<![CDATA[", "<!--", "-->", "--", "&lt;",
        "&#65;", "&#x0;", "&#xD800;", "&bogus;", "<b>", "</b>", "<b/>", "</a>", " x='1'", " xmlns='urn:x'", " xmlns:p='urn:p'",
        " xmlns:p=''", " p:x='1'", " xmlns:xml='urn:x'", " xmlns:xmlns='urn:x'", ":", "xmlns:", "xml:",
        "\u{0}", "\u{1}", "\u{7F}",
        "<?xml version='1.0'?>", "]]", "]", "-", "!", "\u{FEFF}", "http://www.w3.org/XML/1998/namespace", "a:", "&amp", "&#;",
    ]
}
