package input

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stray is a character that a Chinese keyboard, a word processor or a web page puts
// where another one is meant: what it is called, and what to type.
type stray struct{ called, instead string }

var strays = map[rune]stray{ //nolint:gochecknoglobals // fixed
	'：': {"colon", ":"}, '，': {"comma", ","}, '、': {"enumerationComma", ","}, '；': {"semicolon", ","},
	'｛': {"brace", "{"}, '｝': {"brace", "}"}, '［': {"bracket", "["}, '］': {"bracket", "]"}, '【': {"bracket", "["}, '】': {"bracket", "]"},
	'“': {"quotes", `"`}, '”': {"quotes", `"`}, '„': {"quotes", `"`}, '＂': {"quotes", `"`}, '「': {"quotes", `"`}, '」': {"quotes", `"`},
	'‘': {"quotes", "'"}, '’': {"quotes", "'"}, '＇': {"quotes", "'"},
	'–': {"dash", "-"}, '—': {"dash", "-"}, '−': {"dash", "-"}, '－': {"dash", "-"}, '‐': {"dash", "-"}, '‑': {"dash", "-"},
	'•': {"bullet", "-"}, '●': {"bullet", "-"}, '《': {"quotes", `"`}, '》': {"quotes", `"`}, '。': {"fullStop", "nothing"}, '＝': {"equals", ":"},
	'＃': {"sign", "#"}, '／': {"slash", "/"}, '％': {"percent", "%"}, '\t': {"tab", "spaces"},
}

// strayOf says what is meant by a character that is not ASCII, or by a tab; false
// if nobody knows.
func strayOf(r rune) (stray, bool) {
	if one, known := strays[r]; known {
		return one, true
	}
	switch {
	case r >= '０' && r <= '９':
		return stray{"digit", string(r - '０' + '0')}, true
	case r >= '！' && r <= '～':
		return stray{"fullWidth", string(r - '！' + '!')}, true
	case r != ' ' && unicode.Is(unicode.Zs, r):
		return stray{"space", "space"}, true
	case unprintable(r):
		return stray{"control", "nothing"}, true
	case unicode.Is(unicode.Cf, r):
		return stray{"invisible", "nothing"}, true
	}
	return stray{}, false
}

// strayRune is the ValueError of one character.
func strayRune(r rune) *ValueError {
	one, _ := strayOf(r)
	code := fmt.Sprintf("U+%04X", r)
	shown := string(r)
	if !unicode.IsGraphic(r) || one.called == "space" { // nobody would see it
		shown = code
	}
	return NewValueError(WrongCharacter, "character", shown, "code", code, "called", one.called, "instead", one.instead)
}

// Stray finds the first character of a text in which only ASCII has a meaning; nil
// if there is none.
func Stray(text string) *ValueError {
	for i, r := range text {
		if _, known := strayOf(r); known {
			wrong := strayRune(r)
			wrong.at = utf8.RuneCountInString(text[:i])
			return wrong
		}
	}
	return nil
}

// Fold returns a text with the characters of a Chinese keyboard as ASCII, without
// what nobody sees, and without space at its ends.
func Fold(text string) string {
	var folded strings.Builder
	for _, r := range text {
		one, known := strayOf(r)
		switch {
		case !known:
			folded.WriteRune(r)
		case one.instead == "space" || one.instead == "spaces":
			folded.WriteByte(' ')
		case one.instead != "nothing":
			folded.WriteString(one.instead)
		}
	}
	return strings.TrimSpace(folded.String())
}
