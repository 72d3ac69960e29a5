using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml;

/// Writes a document with values for what reads like values, and arrays for elements of values in a row.
sealed class TypedWriter
{
    const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";
    readonly Serializer serializer;
    readonly XmlDictionaryWriter writer;
    readonly TextValue values = new TextValue();

    public TypedWriter(Serializer serializer, XmlDictionaryWriter writer)
    {
        this.serializer = serializer;
        this.writer = writer;
    }

    public void Write(XmlReader reader)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.Load(reader);
        foreach (XmlNode node in document.ChildNodes)
            if (node is XmlElement || node is XmlComment)
                WriteNode(node);
    }

    void WriteNode(XmlNode node)
    {
        if (node is XmlComment)
            writer.WriteComment(node.Value);
        else if (!(node is XmlElement))
            serializer.WriteText(writer, node.Value, Form.Typed);
        else
            WriteElement((XmlElement)node);
    }

    void WriteElement(XmlElement element)
    {
        writer.WriteStartElement(element.Prefix, serializer.Name(element.LocalName), serializer.Name(element.NamespaceURI));
        foreach (XmlAttribute attribute in element.Attributes)
            WriteAttribute(attribute);
        if (IsText(element))
            WriteText(element.InnerText, element);
        else
            WriteChildren(element);
        writer.WriteEndElement();
    }

    void WriteAttribute(XmlAttribute attribute)
    {
        if (attribute.NamespaceURI == DeclarationNamespace)
        {
            string declared = attribute.Prefix.Length == 0 ? "" : attribute.LocalName;
            writer.WriteXmlnsAttribute(declared, serializer.Name(attribute.Value));
            return;
        }
        var name = serializer.Name(attribute.LocalName);
        writer.WriteStartAttribute(attribute.Prefix, name, serializer.Name(attribute.NamespaceURI));
        WriteText(attribute.Value, attribute.OwnerElement);
        writer.WriteEndAttribute();
    }

    void WriteChildren(XmlElement element)
    {
        var children = element.ChildNodes.Cast<XmlNode>().ToList();
        for (int index = 0; index < children.Count;)
        {
            var run = Run(children, index);
            if (run.Count >= 2)
                WriteArray((XmlElement)children[index], run);
            else
                WriteNode(children[index]);
            index += Math.Max(run.Count, 1);
        }
    }

    void WriteText(string text, XmlElement scope)
    {
        if (!WriteQualifiedName(text, scope) && !values.Write(writer, values.Parse(text)))
            serializer.WriteText(writer, text, Form.Typed);
    }

    bool WriteQualifiedName(string text, XmlElement scope)
    {
        int colon = text.IndexOf(':');
        string uri = colon > 0 ? scope.GetNamespaceOfPrefix(text.Substring(0, colon)) : "";
        XmlDictionaryString name, known;
        if (uri.Length == 0 || !serializer.Static.TryLookup(text.Substring(colon + 1), out name) ||
            !serializer.Static.TryLookup(uri, out known) || writer.LookupPrefix(uri) != text.Substring(0, colon))
            return false;
        writer.WriteQualifiedName(name, known);
        return true;
    }

    static bool IsText(XmlElement element)
    {
        return element.HasChildNodes && element.ChildNodes.Cast<XmlNode>().All(
            node => node is XmlCharacterData && !(node is XmlComment));
    }

    /// The values of the elements of one name and type from `first` on.
    List<object> Run(List<XmlNode> nodes, int first)
    {
        var run = new List<object>();
        for (int index = first; index < nodes.Count; index++)
        {
            var element = nodes[index] as XmlElement;
            if (element == null || element.Name != nodes[first].Name || element.NamespaceURI != nodes[first].NamespaceURI ||
                element.HasAttributes || !IsText(element))
                break;
            var value = values.Parse(element.InnerText);
            if (value == null || !TextValue.HasArrays(value) || run.Count > 0 && run[0].GetType() != value.GetType())
                break;
            run.Add(value);
        }
        return run;
    }

    void WriteArray(XmlElement first, List<object> run)
    {
        string prefix = first.Prefix;
        var name = serializer.Name(first.LocalName);
        var uri = serializer.Name(first.NamespaceURI);
        int count = run.Count;
        if (run[0] is bool)
            writer.WriteArray(prefix, name, uri, run.Cast<bool>().ToArray(), 0, count);
        else if (run[0] is int && run.All(value => (int)value == (short)(int)value))
            writer.WriteArray(prefix, name, uri, run.Select(value => (short)(int)value).ToArray(), 0, count);
        else if (run[0] is int)
            writer.WriteArray(prefix, name, uri, run.Cast<int>().ToArray(), 0, count);
        else if (run[0] is long)
            writer.WriteArray(prefix, name, uri, run.Cast<long>().ToArray(), 0, count);
        else if (run[0] is double)
            writer.WriteArray(prefix, name, uri, run.Cast<double>().ToArray(), 0, count);
        else if (run[0] is decimal)
            writer.WriteArray(prefix, name, uri, run.Cast<decimal>().ToArray(), 0, count);
        else if (run[0] is DateTime)
            writer.WriteArray(prefix, name, uri, run.Cast<DateTime>().ToArray(), 0, count);
        else if (run[0] is TimeSpan)
            writer.WriteArray(prefix, name, uri, run.Cast<TimeSpan>().ToArray(), 0, count);
        else
            writer.WriteArray(prefix, name, uri, run.Cast<Guid>().ToArray(), 0, count);
    }
}
