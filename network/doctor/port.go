package doctor

import (
	"context"

	"allianceregistry/network"
	"allianceregistry/network/advice"
	"allianceregistry/network/words"
)

func (e examination) checkPorts(context.Context) []Finding {
	ports, err := e.PortUses()
	return judgePorts(ports, err, e.lines, e.exists)
}

// judgePorts expects every port to be free, or held by the process that needs it. The
// error is why the ports could not be read.
func judgePorts(ports []network.PortUse, unread error, lines advice.Lines, made bool) []Finding {
	fix := words.Of("port.fixNew", "line", lines.Up())
	if made {
		fix = words.Of("port.fixMade", "line", lines.Up())
	}
	var problems []Finding
	if unread != nil {
		problems = append(problems, Finding{Severity: Warning, Text: words.Of("port.unread", "cause", unread), Fix: words.Command("cat /proc/net/tcp")})
	}
	for _, port := range ports {
		if port.Owner != nil {
			text := words.Of("port.taken", "port", port.Port, "process", port.Process, "owner", port.Owner)
			problems = append(problems, Finding{Severity: Failure, Text: text, Fix: fix})
		}
	}
	return passed("ports", words.Of("port.passed", "count", len(ports)), problems)
}
