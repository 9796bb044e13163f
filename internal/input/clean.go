package input

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// bom is the byte order mark that some editors put before UTF-8.
var bom = []byte("\xef\xbb\xbf") //nolint:gochecknoglobals // fixed

// Clean returns a file's text in UTF-8, with lines that end alike. A mark of UTF-8
// at its beginning is taken off. Another encoding is refused by its name, and so is
// a character that no text has.
func Clean(content []byte) ([]byte, error) {
	content = bytes.TrimPrefix(content, bom)
	if name := wide(content); name != "" {
		return nil, fileError(1, WrongEncoding, "encoding", name)
	}
	if at := invalid(content); at >= 0 {
		name := "?"
		if chinese(content) {
			name = "GB18030 (GBK, GB2312)"
		}
		return nil, fileError(lineAt(content, at), WrongEncoding, "encoding", name)
	}
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	for at, r := range string(content) {
		if unprintable(r) {
			before := content[:at]
			stray := strayRune(r)
			stray.at = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
			return nil, &Invalid{[]Defect{stray.asDefect("", lineAt(content, at), 1)}}
		}
	}
	return content, nil
}

// wide names an encoding of two or four bytes a character: by its mark, or because
// every second byte of ASCII in it is zero.
func wide(content []byte) string {
	for _, one := range []struct{ mark, name string }{
		{"\xff\xfe\x00\x00", "UTF-32"}, {"\x00\x00\xfe\xff", "UTF-32"}, {"\xff\xfe", "UTF-16"}, {"\xfe\xff", "UTF-16"},
	} {
		if bytes.HasPrefix(content, []byte(one.mark)) {
			return one.name
		}
	}
	if len(content) >= 4 && (content[0] == 0) != (content[1] == 0) && (content[2] == 0) != (content[3] == 0) {
		return "UTF-16"
	}
	return ""
}

// invalid is where the text stops being UTF-8; -1 if it does not.
func invalid(content []byte) int {
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// chinese reports whether bytes are a text in GB18030, of which GBK and GB2312 are
// parts.
func chinese(content []byte) bool {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	return err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// unprintable reports whether a character has no place in a text. YAML takes the
// separators among them for ends of lines, JSON does not.
func unprintable(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u2028', '\u2029', '\ufeff':
		return true
	}
	return unicode.IsControl(r)
}

func lineAt(content []byte, at int) int { return 1 + bytes.Count(content[:at], []byte("\n")) }
