package trqp

import (
	"embed"
	"io/fs"
	"sync"

	"allianceregistry/internal/text"
)

// Reason says by a stable word why a query is answered as it is.
type Reason string

// The reasons. The first two, and Recognized, are those of a yes.
const (
	Member          Reason = "MEMBER"
	HasRight        Reason = "HAS_RIGHT"
	NotAMember      Reason = "NOT_A_MEMBER"
	Suspended       Reason = "SUSPENDED"
	OtherClass      Reason = "OTHER_CLASS"
	NoRight         Reason = "NO_RIGHT"
	NotInStanding   Reason = "NOT_IN_STANDING"
	Recognized      Reason = "RECOGNIZED"
	NotRecognized   Reason = "NOT_RECOGNIZED"
	RecognitionOver Reason = "RECOGNITION_OVER"
)

// Reasons are all of them.
func Reasons() []Reason {
	return []Reason{Member, HasRight, NotAMember, Suspended, OtherClass, NoRight, NotInStanding, Recognized, NotRecognized, RecognitionOver}
}

// texts are what the reasons say.
//
//go:embed words/en.json words/zh.json
var texts embed.FS

// saying reads the texts of each language once.
var saying = map[string]func() (*text.Text, error){ //nolint:gochecknoglobals // fixed
	"en": sync.OnceValues(func() (*text.Text, error) { return words("en") }),
	"zh": sync.OnceValues(func() (*text.Text, error) { return words("zh") }),
}

func words(language string) (*text.Text, error) {
	own, err := fs.Sub(texts, "words")
	if err != nil {
		return nil, err
	}
	return text.In(language, own)
}

// message says a verdict in a language, and that it is how it stood, if nothing is known of the
// moment itself.
func (v verdict) message(language string, as Verified) (string, error) {
	said, err := saying[language]()
	if err != nil {
		return "", err
	}
	message := said.Say("trqp."+string(v.reason), v.params)
	if as.Beyond {
		message = said.Compose("trqp.beyond", map[string]string{"time": when(as.Time)}, map[string]string{"message": message})
	}
	return message, nil
}
