package console

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"allianceregistry/internal/legible"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership/form"
)

// pathTo is the address of something, each part of which may be any text.
func pathTo(parts ...string) string {
	var path strings.Builder
	for _, part := range parts {
		path.WriteString("/" + url.PathEscape(part))
	}
	return path.String()
}

func when(at time.Time) string  { return view.When(at) }
func until(at time.Time) string { return view.End(at) }

// day is the day of a time, in UTC; empty for no time.
func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateOnly)
}

// fmtKey is a word of the registry's as a key of the catalogue.
func fmtKey(key any) string { return fmt.Sprint(key) }

// lines are the lines of a text.
func lines(text string) []string { return strings.Split(text, "\n") }

// briefLength is how many characters of somebody's text a page has room for that is one
// sheet of paper. By the rules a name has no more.
const briefLength = form.MaxName

// brief cuts what is too long for a sheet of paper, and shows that it did.
func brief(text string) string {
	line := legible.Line(text)
	if utf8.RuneCountInString(line) <= briefLength {
		return line
	}
	return string([]rune(line)[:briefLength]) + "…"
}

// tones are how what is good, bad, or not yet either stands out.
var tones = map[string]string{ //nolint:gochecknoglobals // fixed
	"active": "good", "accepted": "good", "open": "good", "for": "good", "attests": "good", "good": "good", "sponsor": "good",
	"suspended": "warn", "voting": "warn", "filed": "warn", "timelocked": "warn", "enactable": "warn", "closed": "warn", "grace": "warn",
	"forming": "warn", "warning": "warn",
	"rejected": "bad", "against": "bad", "disputes": "bad", "lapsed": "bad", "fault": "bad", "expelled": "bad",
}

// tone is the class of a word in the style; empty for most.
func tone(word any) string { return tones[fmt.Sprint(word)] }

// escapeQuery is a text as a part of an address.
func escapeQuery(text string) string { return url.QueryEscape(text) }

// endingKey is the key of how a membership ended.
func endingKey(ending string) string { return text.Ended(ending) }

// capital begins a text with a capital letter.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
