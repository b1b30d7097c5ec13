using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Json;

/// <summary>Reads one element; the reader stands on its opening brace and is left on its closing one.</summary>
internal delegate T ReadElement<T>(JsonReader reader);

/// <summary>The elements of a long answer, read one by one while the answer arrives.</summary>
/// <remarks>Memory does not grow with the number of elements. What is wrong with the answer is thrown after the elements before it.</remarks>
internal sealed class ListReader<T> : IItemReader<T>
    where T : class
{
    private readonly IAnswerStream _response;
    private readonly ServerAddress _address;
    private readonly Redactor _redactor;
    private readonly string _operation;
    private readonly IReadOnlyDictionary<string, ReadElement<T>> _lists;
    private readonly BoundedTextReader _text;
    private readonly JsonTextReader _json;
    private ReadElement<T>? _element;
    private JObject? _error;
    private bool _started;
    private bool _found;

    /// <param name="lists">Name of each top-level list to read, and how to read an element of it.</param>
    public ListReader(IAnswerStream response, ServerAddress address, Redactor redactor, string operation, IReadOnlyDictionary<string, ReadElement<T>> lists)
    {
        _response = response;
        _address = address;
        _redactor = redactor;
        _operation = operation;
        _lists = lists;
        _text = new BoundedTextReader(new StreamReader(response.Body, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024));
        _json = LenientJson.Reader(_text);
        _json.PropertyNameTable = MemberNames.Table;
    }

    /// <summary>The <c>total</c> that a query promised, once it was read.</summary>
    public long? Total { get; private set; }

    /// <summary>Called before each wait for more of the answer, on the thread that reads.</summary>
    public Action? BeforeWait
    {
        get => _response.BeforeRead;
        set => _response.BeforeRead = value;
    }

    /// <returns>False at the end of a whole and valid answer.</returns>
    /// <exception cref="ZStackException">NotAnApi, ApiNotSupported, InvalidResponse, Timeout, or the server's own error.</exception>
    public bool TryRead(out T? item)
    {
        try
        {
            _response.Renew();
            if (!_started)
                Start();
            while (true)
            {
                _text.Renew();
                _response.Renew();
                if (!_json.Read())
                    throw Invalid(Reason.Of(ReasonKind.EndsInTheMiddle));
                if (_element is not null)
                {
                    if (_json.TokenType == JsonToken.StartObject)
                    {
                        item = _element(_json);
                        return true;
                    }

                    if (_json.TokenType == JsonToken.EndArray)
                        _element = null;
                    else if (_json.TokenType != JsonToken.Null)
                        throw Invalid(Reason.Of(ReasonKind.NotAListOfObjects, _json.TokenType));
                }
                else if (_json.TokenType == JsonToken.EndObject)
                {
                    item = null;
                    Finish();
                    return false;
                }
                else
                {
                    ReadMember((string)_json.Value!);
                }
            }
        }
        catch (ReasonException e)
        {
            throw Invalid(e.Reason);
        }
        catch (JsonException e)
        {
            throw Invalid(Reason.Of(ReasonKind.BrokenJson, _redactor.Clean(e.Message.TrimEnd('.'))));
        }
    }

    public void Dispose()
    {
        ((IDisposable)_json).Dispose();
        _text.Dispose();
        _response.Dispose();
    }

    private void Start()
    {
        _started = true;
        int first = _text.PeekPastWhiteSpace();
        if (first == '<')
        {
            string page = _text.ReadSome(64 * 1024);
            throw new ZStackException(ZStackErrorKind.NotAnApi, _address.Url, WebPage.Words(page, page: true, _redactor));
        }

        if (first < 0)
            throw Invalid(Reason.Of(ReasonKind.Empty));
        if (!_json.Read() || _json.TokenType != JsonToken.StartObject)
            throw Invalid(Reason.Of(ReasonKind.NotOneJsonObject));
    }

    private void ReadMember(string name)
    {
        if (!_json.Read())
            throw Invalid(Reason.Of(ReasonKind.EndsInTheMiddle));
        if (_lists.TryGetValue(name, out ReadElement<T>? element) && _json.TokenType == JsonToken.StartArray)
        {
            _element = element;
            _found = true;
        }
        else if (name == "error" && _json.TokenType == JsonToken.StartObject)
        {
            _error = JObject.Load(_json);
        }
        else if (name == "total")
        {
            Total = LenientJson.Long(_json.Value);
            _json.Skip();
        }
        else
        {
            _json.Skip();
        }
    }

    private void Finish()
    {
        // Throws when anything but white space is left.
        if (_json.Read())
            throw Invalid(Reason.Of(ReasonKind.MoreBehindTheEnd));
        if (_error is not null)
            throw new ZStackApiException(_address.Name, ErrorReader.Read(_error, _redactor), _response.Status);
        if (!_found)
            throw new ZStackException(ZStackErrorKind.ApiNotSupported, _address.Name, _operation, "", string.Join(", ", _lists.Keys));
    }

    private ZStackException Invalid(object reason) => new(ZStackErrorKind.InvalidResponse, _address.Name, reason);
}
