package catalogue_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/catalogue"
)

func folder(en, zh string) fstest.MapFS {
	return fstest.MapFS{"en.json": {Data: []byte(en)}, "zh.json": {Data: []byte(zh)}}
}

func TestIn(t *testing.T) {
	mine, more := folder(`{"greet": "Hello, {{.name}}"}`, `{"greet": "{{.name}}，你好"}`), folder(`{"bye": "Bye"}`, `{"bye": "再见"}`)
	for lang, want := range map[string][3]string{
		"en": {"Hello, Li", "Bye", "Hello, {name}"}, "zh": {"Li，你好", "再见", "{name}，你好"}, "fr": {"Hello, Li", "Bye", "Hello, {name}"},
	} {
		said, err := catalogue.In(lang, mine, more)
		require.NoError(t, err)
		require.Equal(t, want[0], said.Say("greet", catalogue.Params{"name": "Li"}))
		require.Equal(t, want[1], said.Say("bye", nil))
		require.Equal(t, want[2], said.Template("greet"))
		require.Equal(t, "nothing", said.Say("nothing", nil))
	}
}

func TestAsked(t *testing.T) {
	t.Setenv("ALLIANCE_LANG", "zh")
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"ok/flag":               {[]string{"list", "--lang", "en"}, "en"},
		"ok/flag with =":        {[]string{"--lang=en", "list"}, "en"},
		"ok/environment":        {[]string{"list"}, "zh"},
		"ok/flag without one":   {[]string{"list", "--lang"}, "zh"},
		"ok/after the flags":    {[]string{"list", "--", "--lang", "en"}, "zh"},
		"ok/not yet a language": {[]string{"--lang", "fr"}, "fr"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, catalogue.LanguageOf(row.args)) })
	}
}

func TestLocale(t *testing.T) {
	for name, row := range map[string]struct{ all, lang, want string }{
		"ok/chinese":         {"", "zh_CN.UTF-8", "zh"},
		"ok/english":         {"", "en_US.UTF-8", "en"},
		"ok/all comes first": {"C", "zh_CN.UTF-8", "en"},
		"ok/nothing":         {"", "", "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("ALLIANCE_LANG", "")
			t.Setenv("LC_MESSAGES", "")
			t.Setenv("LC_ALL", row.all)
			t.Setenv("LANG", row.lang)
			require.Equal(t, row.want, catalogue.Locale())
		})
	}
}
