using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Xml;

/// What a read came to: a value, or a refusal.
static class Outcome
{
    sealed class Refusal
    {
        public readonly string Text;

        public Refusal(Exception exception)
        {
            Text = exception.GetType().Name + ": " + exception.Message;
            // Serializers tell the reason in an exception inside of their own.
            if (exception.InnerException != null)
                Text += " (" + exception.InnerException.GetType().Name + ": " + exception.InnerException.Message + ")";
        }
    }

    public static object Of(Func<object> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
        {
            return new Refusal(exception);
        }
    }

    public static bool IsRefusal(object outcome)
    {
        return outcome is Refusal;
    }

    /// Whether both are the same value, to the bit, of the same type, or the same refusal.
    public static bool IsSame(object one, object other)
    {
        if (one == null || other == null)
            return one == other;
        if (one.GetType() != other.GetType())
            return false;
        if (one is string)
            return (string)one == (string)other;
        if (one is Refusal)
            return ((Refusal)one).Text == ((Refusal)other).Text;
        if (one is double)
            return BitConverter.DoubleToInt64Bits((double)one) == BitConverter.DoubleToInt64Bits((double)other);
        if (one is float)
            return BitConverter.GetBytes((float)one).SequenceEqual(BitConverter.GetBytes((float)other));
        if (one is decimal)
            return decimal.GetBits((decimal)one).SequenceEqual(decimal.GetBits((decimal)other));
        if (one is DateTime)
            return (DateTime)one == (DateTime)other && ((DateTime)one).Kind == ((DateTime)other).Kind;
        if (one is UniqueId)
            return one.Equals(other) && ((UniqueId)one).IsGuid == ((UniqueId)other).IsGuid &&
                one.ToString() == other.ToString();
        var items = one as IList;
        if (items == null)
            return one.Equals(other);
        var others = (IList)other;
        return items.Count == others.Count &&
            Enumerable.Range(0, items.Count).All(index => IsSame(items[index], others[index]));
    }

    public static string Text(object outcome)
    {
        if (outcome == null)
            return "null";
        var refusal = outcome as Refusal;
        if (refusal != null)
            return refusal.Text;
        var items = outcome as IList;
        string value = items != null ? string.Join(" ", items.Cast<object>().Select(Text).ToArray())
            : outcome is double ? ((double)outcome).ToString("G17", CultureInfo.InvariantCulture)
            : outcome is float ? ((float)outcome).ToString("G9", CultureInfo.InvariantCulture)
            : outcome is DateTime ? ((DateTime)outcome).ToString("o") : Convert.ToString(outcome, CultureInfo.InvariantCulture);
        return outcome.GetType().Name + " " + value;
    }
}
