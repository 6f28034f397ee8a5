"""understudy signature: what is signed, and what a wrong signature was made of."""

import unittest

from understudy import clean_environment, run

# From "Security" in Twilio's documentation; fixtures/twilio/signature_vectors.json has it, too.
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMETERS = ["CallSid=CA1234567890ABCDE", "Caller=+14158675309", "Digits=1234", "From=+14158675309", "To=+18005551212"]
SIGNED = URL + "CallSidCA1234567890ABCDECaller+14158675309Digits1234From+14158675309To+18005551212"
RIGHT = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
FORM = "&".join(parameter.replace("+", "%2B") for parameter in PARAMETERS)


def signature(*arguments, token="12345"):
    return run("signature", *arguments, env=clean_environment(TWILIO_AUTH_TOKEN=token) if token else clean_environment())


def parameters():
    return [argument for parameter in PARAMETERS for argument in ("--param", parameter)]


class Signature(unittest.TestCase):
    def test_it_shows_what_is_signed_and_the_signature(self):
        for arguments in (parameters(), ["--body", FORM]):
            done = signature("--url", URL, *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, f"signed:    {SIGNED}\nsignature: {RIGHT}\n")

    def test_a_signature_that_matches_is_good(self):
        done = signature("--url", URL, "--body", FORM, "--token", "12345", "--signature", RIGHT, token=None)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.endswith("\nmatches\n"), done.stdout)

    def test_the_port_may_be_there_or_not_as_for_twilios_own_libraries(self):
        done = signature("--url", URL, "--body", FORM, "--signature", "kvajT1Ptam85bY51eRf/AJRuM3w=")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("with and without its port", done.stdout)

    def test_a_usual_mistake_is_named(self):
        # Signed over http although https is configured.
        wrong = signature("--url", URL.replace("https", "http"), "--body", FORM).stdout.split()[-1]
        done = signature("--url", URL, "--body", FORM, "--signature", wrong)
        self.assertEqual(done.returncode, 1)
        self.assertIn("mistake:   http_for_https: ", done.stdout)
        self.assertIn("instead:   " + SIGNED.replace("https", "http") + "\n", done.stdout)

    def test_the_secondary_token_is_a_mistake(self):
        wrong = signature("--url", URL, "--body", FORM, token="open sesame").stdout.split()[-1]
        done = signature("--url", URL, "--body", FORM, "--secondary-token", "open sesame", "--signature", wrong)
        self.assertEqual(done.returncode, 1)
        self.assertIn("mistake:   secondary_token: ", done.stdout)
        self.assertNotIn("sesame", done.stdout)

    def test_an_unknown_mistake_is_said_to_be_one(self):
        done = signature("--url", URL, "--body", FORM, "--signature", "bm9uc2Vuc2U=")
        self.assertEqual(done.returncode, 1)
        self.assertIn("mistake:   none of the ", done.stdout)

    def test_json_is_signed_by_its_hash_in_the_url(self):
        body = '{"property": "value", "boolean": true}'
        hashed = "bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
        for url in (URL, f"{URL}&{hashed}"):
            done = signature("--url", url, "--body", body, "--signature", "a9nBmqA0ju/hNViExpshrM61xv4=")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn(f"signed:    {URL}&{hashed}\n", done.stdout)
        other = signature("--url", f"{URL}&{hashed}", "--body", body + " ")
        self.assertEqual(other.returncode, 1)
        self.assertIn("not the body that was signed", other.stderr)

    def test_bad_input_is_named(self):
        cases = [(["--url", "mycompany.com"], "--url wants an http or https URL, got \"mycompany.com\""),
                 (["--url", URL, "--param", "Digits"], "--param wants NAME=VALUE, got \"Digits\""),
                 (["--url", URL, "--param", "a=b", "--body", "a=b"], "two ways to say one thing")]
        for arguments, message in cases:
            done = signature(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(message, done.stderr)
        self.assertEqual(signature("--url", URL, token=None).returncode, 2)


if __name__ == "__main__":
    unittest.main()
