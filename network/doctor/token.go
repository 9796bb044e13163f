package doctor

import (
	"context"

	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

// checkToken looks whether the host's token has its keys; a host without one has
// nothing to look at.
func (e examination) checkToken(context.Context) []Finding {
	if !e.Token().IsSet() {
		return nil
	}
	return judgeToken(e.CheckToken(), e.Token().Label, e.lines)
}

// judgeToken expects the token to sign with the host's keys. What to do about it stands in the
// cause; whether it helped, the same command says.
func judgeToken(cause error, label string, lines advice.Lines) []Finding {
	var problems []Finding
	if cause != nil {
		problems = append(problems, Finding{Severity: Failure, Text: words.FromError(cause), Fix: words.Command(lines.Self() + " doctor")})
	}
	return passed("token", words.Of("token.passed", "label", label), problems)
}
