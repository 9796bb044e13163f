package web

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"

	"allianceregistry/internal/catalogue"
)

// languageName is what the choice of a language is called, in an address and as a cookie.
const languageName = "lang"

// matcher knows the catalogue's languages, in their order.
var matcher = language.NewMatcher([]language.Tag{language.English, language.Chinese}) //nolint:gochecknoglobals // fixed

// Language is the language of a request: what ?lang= says, or else the cookie, or else
// what the browser prefers. It is one of the catalogue's.
func Language(r *http.Request) string {
	if asked := r.URL.Query().Get(languageName); slices.Contains(catalogue.Languages, asked) {
		return asked
	}
	if kept, err := r.Cookie(languageName); err == nil && slices.Contains(catalogue.Languages, kept.Value) {
		return kept.Value
	}
	preferred, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return catalogue.Languages[0]
	}
	_, at, _ := matcher.Match(preferred...)
	return catalogue.Languages[at]
}

// keepLanguage has the browser remember a language that was chosen.
func keepLanguage(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get(languageName)
	if !slices.Contains(catalogue.Languages, asked) {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageName, Value: asked, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Tag is a language as browsers choose fonts by it (BCP 47): the programs' Chinese is
// written in simplified characters.
func Tag(lang string) string {
	if lang == "zh" {
		return "zh-Hans"
	}
	return lang
}

// otherLanguage is a language to switch to: its name in itself, and the same page in it.
type otherLanguage struct{ Tag, Name, Link string }

func others(r *http.Request, lang string) []otherLanguage {
	names := map[string]string{"en": "English", "zh": "中文"}
	var list []otherLanguage
	for _, one := range catalogue.Languages {
		if one == lang {
			continue
		}
		query := r.URL.Query()
		query.Set(languageName, one)
		list = append(list, otherLanguage{Tag(one), names[one], "?" + query.Encode()})
	}
	return list
}
