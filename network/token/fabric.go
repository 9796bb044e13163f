package token

import (
	"os"
	"slices"
	"strings"
)

// Variables by which Fabric's programs are told how much to log.
const (
	loggingVariable = "FABRIC_LOGGING_SPEC"
	caLevelVariable = "FABRIC_CA_SERVER_LOGLEVEL"
	caDebugVariable = "FABRIC_CA_SERVER_DEBUG"
)

// quiet are those parts of peer and orderer that would log the PIN, each with a level at which
// it does not.
const quiet = "orderer.common.server=warn:nodeCmd=info:bccsp_p11=info"

// FabricEnviron returns the variables of this process, and those by which Fabric's peer,
// orderer and CA use the token: the PIN is among them, and never anywhere but in the
// environment of a process.
//
// All three log it when they start, an orderer and a CA at level info with their whole
// configuration, and the library's part at level debug. So these parts stay quiet, whatever
// level was asked for; a CA has one level for all it logs, and says warnings and errors only.
// A peer logs what it is told by the documented names, CORE_PEER_BCCSP_…. Fabric 3.1.1 reads
// other ones, those below, and logs them at level debug.
func (s Settings) FabricEnviron() ([]string, error) {
	pin, err := s.readPIN()
	if err != nil {
		return nil, err
	}
	env := slices.DeleteFunc(os.Environ(), func(text string) bool {
		name, _, _ := strings.Cut(text, "=")
		return slices.Contains([]string{loggingVariable, caLevelVariable, caDebugVariable}, name)
	})
	level := os.Getenv(loggingVariable)
	if level == "" {
		level = "info"
	}
	env = append(env, loggingVariable+"="+level+":"+quiet, caLevelVariable+"=warning")
	for _, prefix := range []string{"CORE_PEER_BCCSP_PEER_BCCSP_", "ORDERER_GENERAL_BCCSP_", "FABRIC_CA_SERVER_BCCSP_"} {
		env = append(env, prefix+"DEFAULT=PKCS11", prefix+"PKCS11_HASH=SHA2", prefix+"PKCS11_SECURITY=256",
			prefix+"PKCS11_LIBRARY="+s.Library, prefix+"PKCS11_LABEL="+s.Label, prefix+"PKCS11_PIN="+pin)
	}
	return env, nil
}
