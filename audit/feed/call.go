package feed

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// answer is what came of one call.
type answer struct {
	// trouble is why the event was not taken; empty if it was.
	trouble string
	gone    bool          // the address wants no more events
	wait    time.Duration // it asks not to be called before
}

// maxAnswer is how much of an answer is read, so that the connection can be used again.
const maxAnswer = 64 << 10

// call sends one event. It is taken where the answer is 2xx.
func (h *Hooks) call(ctx context.Context, hook Hook, id string, body []byte) answer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.URL, bytes.NewReader(body))
	if err != nil {
		return answer{trouble: "the address cannot be called"}
	}
	hook.sign(request.Header, id, h.now(), body)
	request.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	request.Header.Set("User-Agent", "alliance-registry")
	got, err := h.client.Do(request)
	if err != nil {
		if failed := (*url.Error)(nil); errors.As(err, &failed) {
			err = failed.Err // without the address, which may hold a token
		}
		return answer{trouble: err.Error()}
	}
	defer got.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(got.Body, maxAnswer)) // what it says does not matter
	if got.StatusCode/100 == 2 {
		return answer{}
	}
	return answer{
		trouble: "HTTP " + strconv.Itoa(got.StatusCode),
		gone:    got.StatusCode == http.StatusGone,
		wait:    retryAfter(got.Header.Get("Retry-After"), h.now()),
	}
}

// retryAfter reads the header of that name (RFC 9110, 10.2.3): an hour at most.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longPause) // #nosec G115 -- 31 bits
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), longPause)
	}
	return 0
}

// sign adds the headers of Standard Webhooks: id, time and HMAC-SHA-256 of both with the
// body (https://github.com/standard-webhooks/standard-webhooks, spec, "Webhook metadata"
// and "Signature scheme"). A dot separates them, so the id has none.
func (h Hook) sign(head http.Header, event string, now time.Time, body []byte) {
	id, at := strings.ReplaceAll(event, ".", "-"), strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, h.secret)
	mac.Write([]byte(id + "." + at + "."))
	mac.Write(body)
	head.Set("Webhook-Id", id)
	head.Set("Webhook-Timestamp", at)
	head.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}
