using System;
using System.Collections.Generic;
using System.Reflection;
using System.Xml;

/// The strings of [MC-NBFS], as Mono's System.ServiceModel has them, with its faulty rows put right.
sealed class StaticDictionary : IXmlDictionary
{
    readonly List<XmlDictionaryString> strings = new List<XmlDictionaryString>();
    readonly Dictionary<string, XmlDictionaryString> byText =
        new Dictionary<string, XmlDictionaryString>(StringComparer.Ordinal);

    public StaticDictionary()
    {
        var assembly = Assembly.Load("System.ServiceModel, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089");
        var property = assembly.GetType("System.ServiceModel.Constants", true)
            .GetProperty("SoapDictionary", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
        var monos = (IXmlDictionary)property.GetValue(null, null);
        XmlDictionaryString known;
        while (monos.TryLookup(strings.Count, out known))
            Add(known.Value);
        Correct(212, " http://schemas.xmlsoap.org/ws/2005/02/trust/tlsnego");
        Correct(482, "actor");
        Correct(483, "faultcode");
        Correct(484, "faultstring");
        Correct(485, "faultactor");
        if (strings.Count == 486)
            Add("detail");
    }

    public IEnumerable<XmlDictionaryString> Strings { get { return strings; } }

    /// The string of a key, which is half the identifier of [MC-NBFS].
    public XmlDictionaryString this[int key] { get { return strings[key]; } }

    public bool TryLookup(string text, out XmlDictionaryString result)
    {
        return byText.TryGetValue(text, out result);
    }

    public bool TryLookup(int key, out XmlDictionaryString result)
    {
        result = key >= 0 && key < strings.Count ? strings[key] : null;
        return result != null;
    }

    public bool TryLookup(XmlDictionaryString text, out XmlDictionaryString result)
    {
        result = text != null && text.Dictionary == this ? text : null;
        return result != null;
    }

    void Add(string text)
    {
        strings.Add(byText[text] = new XmlDictionaryString(this, text, strings.Count));
    }

    void Correct(int key, string text)
    {
        byText.Remove(strings[key].Value);
        strings[key] = byText[text] = new XmlDictionaryString(this, text, key);
    }
}
