package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"allianceregistry/membership/refusal"
	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

// What is wrong with a character of a text; BAD_TEXT names the first such
// character by its code point and its place.
const (
	notUTF8        = "notUTF8"
	notComposed    = "notComposed"
	spaceAtAnEnd   = "spaceAtAnEnd"
	oddSpace       = "oddSpace"
	control        = "control"
	turnsDirection = "turnsDirection"
	invisible      = "invisible"
	withoutMeaning = "withoutMeaning"
	looseMark      = "looseMark"
)

// maxMarks bounds the combining marks on one letter. More than any script needs
// would cover the lines above and below.
const maxMarks = 8

// CheckText refuses with REQUIRED and TOO_LONG a text of fewer or more characters than
// given, and with BAD_TEXT one that could mislead a reader or a program: not in normal
// form C (two spellings of one name would look alike), with control
// characters (U+0000 would break keys), with marks that turn the direction of
// writing (a name could be shown as another), with characters that nobody sees
// (two names would look alike), with combining marks that stand on nothing, or
// with space at its ends. What is left begins with something visible.
//
// Which code points are assigned, and what they are, is the Unicode version of
// the Go release that the program was built with. A code point that was accepted
// once is accepted by every later version.
func CheckText(field, text string, minLength, maxLength int) error {
	length := utf8.RuneCountInString(text)
	switch {
	case length < minLength:
		return refusal.New(refusal.Required, "field", field)
	case length > maxLength:
		return refusal.New(refusal.TooLong, "field", field, "length", strconv.Itoa(length), "most", strconv.Itoa(maxLength))
	}
	if at, problem := illegible(text); problem != "" {
		return refusal.New(refusal.BadText, "field", field, "problem", problem,
			"character", characterAt(text, at), "place", strconv.Itoa(utf8.RuneCountInString(text[:at])+1))
	}
	return nil
}

// characterAt names the character at a byte of a text: U+3164, or a byte that
// belongs to none.
func characterAt(text string, at int) string {
	r, size := utf8.DecodeRuneInString(text[at:])
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("0x%02X", text[at])
	}
	return fmt.Sprintf("U+%04X", r)
}

// illegible returns the byte at which the first bad character of a text stands,
// and what is wrong with it; an empty problem if there is none.
func illegible(text string) (at int, problem string) {
	if at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError }); at >= 0 {
		return at, encoding(text[at:])
	}
	if end := norm.NFC.QuickSpanString(text); end < len(text) && !norm.NFC.IsNormalString(text) {
		return end, notComposed
	}
	if trimmed := strings.TrimLeftFunc(text, unicode.IsSpace); trimmed != text {
		return 0, spaceAtAnEnd
	}
	if trimmed := strings.TrimRightFunc(text, unicode.IsSpace); trimmed != text {
		return len(trimmed), spaceAtAnEnd
	}
	line, at := []rune(text), 0
	for i, r := range line {
		if problem := problemOf(line, i); problem != "" {
			return at, problem
		}
		at += utf8.RuneLen(r)
	}
	return 0, ""
}

// encoding is the problem of a text that begins with U+FFFD, written out or for
// bytes that are no UTF-8.
func encoding(text string) string {
	if _, size := utf8.DecodeRuneInString(text); size == 1 {
		return notUTF8
	}
	return withoutMeaning
}

// problemOf returns what is wrong with a character where it stands.
func problemOf(line []rune, i int) string {
	switch r := line[i]; {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return control
	case unicode.Is(unicode.Bidi_Control, r):
		return turnsDirection
	case unicode.In(r, unicode.Noncharacter_Code_Point, unicode.Co), r == '\uFFFC', !assigned(r):
		return withoutMeaning
	case unicode.IsSpace(r) && r != ' ' && r != wideSpace:
		return oddSpace
	case unseen(r) && !needed(line, i):
		return invisible
	case unicode.IsMark(r) && !unseen(r) && !carried(line, i):
		return looseMark
	}
	return ""
}

// wideSpace is the space of Chinese and Japanese type; it is seen, other than the
// spaces of typographers.
const wideSpace = '\u3000'

// assigned reports whether a code point has a meaning in this version of Unicode.
func assigned(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf)
}

// unseen reports whether a character is not shown by itself: Unicode's
// Default_Ignorable_Code_Point (UAX #44), which is these tables, and three that
// are drawn as nothing although Unicode does not call them ignorable.
func unseen(r rune) bool {
	switch r {
	case '\u2800', // the Braille pattern without a dot
		'\U0001D159', // a musical note without a head
		'\U00016FE4': // the filler of Khitan
		return true
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Cf) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// needed reports whether a script needs an unseen character where it stands: a
// joiner within a word of Persian, Hindi and their like, by the rules that domain
// names have for them (RFC 5892, appendix A.1 and A.2, as PRECIS, RFC 8264, takes
// them over); the separator and selectors of Mongolian after its letters; the
// selectors that choose between forms of a Chinese character, after one; and what
// holds the parts of an emoji together.
func needed(line []rune, i int) bool {
	switch r := line[i]; {
	case r == zwnj, r == zwj:
		return joins(line, i) || r == zwj && inEmoji(line, i)
	case r >= '\u180B' && r <= '\u180F':
		return i > 0 && unicode.Is(unicode.Mongolian, line[i-1]) && unicode.IsLetter(line[i-1])
	case r >= '\U000E0100' && r <= '\U000E01EF':
		return i > 0 && unicode.Is(unicode.Han, line[i-1]) && unicode.IsLetter(line[i-1])
	case r == emojiForm:
		return i > 0 && (pictured(line[i-1]) || keycap(line, i))
	}
	return false
}

const (
	zwnj      = '\u200C'
	zwj       = '\u200D'
	emojiForm = '\uFE0F'
)

// joins applies the rules for joiners to the word around one. Marks and digits of
// other kinds are left out, which have rules of their own there.
func joins(line []rune, i int) bool {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == zwj || r == zwnj }
	from, to := i, i+1
	for from > 0 && inWord(line[from-1]) {
		from--
	}
	for to < len(line) && inWord(line[to]) {
		to++
	}
	_, err := precis.NewFreeform().String(string(line[from:to]))
	return err == nil
}

// inEmoji reports whether a joiner stands between two pictures, each with what
// chooses its colour and form.
func inEmoji(line []rune, i int) bool {
	before := i - 1
	for before > 0 && (line[before] == emojiForm || skinTone(line[before])) {
		before--
	}
	return before >= 0 && i+1 < len(line) && pictured(line[before]) && pictured(line[i+1])
}

// pictured reports whether a character can be an emoji. Go's tables do not tell
// which symbols are; others are seen by themselves all the same.
func pictured(r rune) bool { return unicode.In(r, unicode.So, unicode.Sm) && !unseen(r) }

func skinTone(r rune) bool { return r >= '\U0001F3FB' && r <= '\U0001F3FF' }

// keycap reports whether the selector at i is that of 1️⃣ and its like.
func keycap(line []rune, i int) bool {
	return strings.ContainsRune("0123456789#*", line[i-1]) && i+1 < len(line) && line[i+1] == '\u20E3'
}

// carried reports whether a combining mark stands on a letter, a digit or a
// symbol, with no more marks than a script needs.
func carried(line []rune, i int) bool {
	from := max(0, i-maxMarks)
	for _, r := range slices.Backward(line[from:i]) {
		if !unicode.IsMark(r) && r != zwj && r != zwnj {
			return !unicode.IsSpace(r)
		}
	}
	return false
}
