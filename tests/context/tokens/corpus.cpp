#include "context/tokens/corpus.hpp"

namespace parley::tests {

namespace {

constexpr sample samples[] = {
    {"english",
     "I booked a flight to Lisbon for next Tuesday, but my daughter is ill and we can't "
     "travel. Could you move all three seats to the week after? I'd rather not pay twice."},
    {"german",
     "Guten Tag, ich möchte meine Buchung ändern: Der Rückflug passt mir nicht mehr. "
     "Größeres Gepäck wäre außerdem schön, falls das nachträglich überhaupt möglich ist."},
    {"french",
     "Bonjour, j'ai reçu une facture qui n'est pas la mienne. L'adresse est juste, mais le "
     "nom et le montant sont faux ; qu'est-ce que je dois faire maintenant ?"},
    {"spanish",
     "¿Podría decirme cuándo llegará mi pedido? Lo compré hace más de dos semanas y el "
     "número de seguimiento todavía no muestra ningún movimiento, ¡qué lástima!"},
    {"portuguese",
     "Não consigo entrar na minha conta desde ontem à noite. Já troquei a senha duas "
     "vezes, porém a aplicação continua a dizer que os dados estão incorretos."},
    {"italian",
     "Vorrei sapere perché il pagamento è stato rifiutato: la carta funziona "
     "dappertutto. C'è forse un problema con il vostro sistema di verifica?"},
    {"dutch",
     "Mijn pakket is volgens de website bezorgd, maar er ligt niets voor de deur en de "
     "buren weten ook van niets. Kunt u navragen waar de bezorger het heeft achtergelaten?"},
    {"swedish",
     "Jag undrar om det går att byta till en större lägenhet från och med september. Vi "
     "får snart ett till barn, så två rum räcker tyvärr inte längre för oss."},
    {"danish",
     "Kan I hjælpe mig med at finde ud af, hvorfor min regning er blevet så høj? Jeg har "
     "ikke ændret mit abonnement, og forbruget er det samme som før jul."},
    {"finnish",
     "Voisitteko tarkistaa, miksi tilaukseni peruutettiin automaattisesti? En saanut "
     "minkäänlaista ilmoitusta, ja tarvitsisin varaosat viimeistään keskiviikkona."},
    {"polish",
     "Dzień dobry, chciałbym zgłosić reklamację. Urządzenie przestało działać po trzech "
     "dniach, a w sklepie powiedziano mi, że gwarancja tego nie obejmuje."},
    {"czech",
     "Dobrý den, mohli byste mi prosím poslat potvrzení o platbě ještě jednou? Původní "
     "zpráva se zřejmě ztratila a účetní oddělení ji potřebuje do konce týdne."},
    {"hungarian",
     "Szeretném megkérdezni, hogy lehetséges-e a szállítási címet megváltoztatni, mert "
     "időközben elköltöztünk. Az új lakás a szomszédos kerületben található."},
    {"romanian",
     "Bună ziua, aș dori să știu dacă biletele cumpărate săptămâna trecută pot fi "
     "returnate. Concertul a fost mutat într-o zi în care nu pot să ajung."},
    {"turkish",
     "Merhaba, dün akşam verdiğim siparişi değiştirmek istiyorum. İki küçük yerine bir "
     "büyük boy olsun; ayrıca teslimatı öğleden sonraya alabilir misiniz?"},
    {"vietnamese",
     "Xin chào, tôi muốn hỏi về chuyến bay từ Hà Nội đến Đà Nẵng vào sáng thứ bảy. "
     "Nếu đổi sang buổi chiều thì tôi phải trả thêm bao nhiêu tiền?"},
    {"indonesian",
     "Selamat pagi, saya ingin menanyakan status pengembalian dana saya. Menurut surat "
     "elektronik yang saya terima, uangnya seharusnya sudah masuk minggu lalu."},
    {"swahili",
     "Habari, ningependa kubadilisha tarehe ya safari yangu. Mtoto wangu ni mgonjwa na "
     "daktari amesema tusisafiri kabla ya wiki mbili kupita."},
    {"russian",
     "Здравствуйте! Подскажите, пожалуйста, почему с моей карты дважды списали деньги за "
     "один и тот же заказ? Прошу вернуть лишнюю сумму как можно скорее."},
    {"ukrainian",
     "Добрий день, я хотіла б дізнатися, чи можна перенести мій запис на п'ятницю. "
     "Ґанок ще ремонтують, тож під'їзд до будинку тимчасово закритий."},
    {"bulgarian",
     "Здравейте, бих искал да отменя абонамента си от началото на следващия месец. "
     "Моля, потвърдете, че няма да ми бъдат начислявани допълнителни такси."},
    {"greek",
     "Καλησπέρα σας, ήθελα να ρωτήσω αν το δωμάτιο που κλείσαμε έχει θέα στη θάλασσα. "
     "Επίσης, μπορούμε να φτάσουμε αργότερα από τις δέκα το βράδυ;"},
    {"georgian",
     "გამარჯობა, მინდა გავიგო, როდის გაიხსნება თქვენი ახალი ფილიალი. "
     "წინა კვირას მითხრეს, რომ თვის ბოლომდე მზად იქნებოდა."},
    {"armenian",
     "Բարև ձեզ, ես կցանկանայի փոխել իմ պատվերի հասցեն։ Հնարավո՞ր է դա անել մինչև "
     "վաղը առավոտյան, քանի դեռ այն չի ուղարկվել։"},
    {"hebrew",
     "שלום, אני מנסה לשנות את מועד ההגעה שלי למלון, אבל האתר מציג שגיאה בכל פעם. "
     "האם אפשר לעשות זאת דרככם, בלי לשלם דמי ביטול?"},
    {"arabic",
     "مرحبًا، أودّ معرفة سبب تأخّر الشحنة التي طلبتُها في بداية الشهر. "
     "قيل لي إنّها ستصل خلال ثلاثة أيّام، ولم يصلني شيء حتّى الآن؟"},
    {"persian",
     "سلام، می‌خواستم بپرسم آیا می‌توانم نوبت فردا را به هفتهٔ بعد منتقل "
     "کنم؟ "
     "متأسفانه پدرم در بیمارستان است و باید کنار او بمانم."},
    {"urdu",
     "السلام علیکم، میرا انٹرنیٹ کل رات سے بند ہے۔ کیا آپ بتا سکتے ہیں کہ مرمت میں "
     "کتنا وقت لگے گا اور کیا بل میں رعایت ملے گی؟"},
    {"hindi",
     "नमस्ते, मैं अपने खाते का पता बदलना चाहता हूँ। पिछले महीने हम दूसरे शहर में आ गए हैं, "
     "इसलिए सारी चिट्ठियाँ पुराने घर पर जा रही हैं।"},
    {"bengali",
     "নমস্কার, আমার বিদ্যুৎ বিল এই মাসে দ্বিগুণ এসেছে। মিটারটা কি একবার পরীক্ষা করে "
     "দেখা যায়? আমরা তো প্রায় দুই সপ্তাহ বাড়িতে ছিলাম না।"},
    {"tamil",
     "வணக்கம், நேற்று வாங்கிய கைப்பேசியின் திரை சரியாக வேலை செய்யவில்லை. "
     "அதை மாற்றித் தர முடியுமா, அல்லது பணத்தைத் திருப்பித் தருவீர்களா?"},
    {"telugu",
     "నమస్కారం, నా రైలు టికెట్‌ను రద్దు "
     "చేయాలనుకుంటున్నాను. "
     "ఎంత డబ్బు తిరిగి వస్తుందో దయచేసి చెప్పగలరా?"},
    {"thai",
     "สวัสดีค่ะ อยากสอบถามว่าห้องพักที่จองไว้สามารถเลื่อนวันเข้าพักได้ไหมคะ "
     "พอดีเที่ยวบินถูกยกเลิกและจะไปถึงช้ากว่ากำหนดสองวัน"},
    {"khmer", "សួស្តី ខ្ញុំចង់សួរថាតើអាចប្តូរកាលបរិច្ឆេទបានទេ ព្រោះខ្ញុំមិនអាចមកនៅថ្ងៃចន្ទ។"},
    {"burmese", "မင်္ဂလာပါ၊ ကျွန်တော့်အမှာစာ ဘယ်တော့ရောက်မလဲ သိချင်ပါတယ်။"},
    {"amharic", "ሰላም፣ የበረራ ቀኔን ወደ ሚቀጥለው ሳምንት መቀየር እፈልጋለሁ። ተጨማሪ ክፍያ አለው?"},
    {"chinese",
     "您好，我上周在网上买的耳机只有左边有声音，右边完全听不到。请问可以直接换一副新的吗？"
     "发票和包装盒我都还留着，需要寄回去的话请告诉我地址。"},
    {"traditional",
     "您好，我想請問昨天寄出的文件是否已經收到？如果還缺少資料，麻煩儘快通知我，"
     "因為申請的截止日期是這個星期五下午五點。"},
    {"japanese",
     "お世話になっております。先日予約した会議室ですが、参加者が増えたため、もう少し広い"
     "部屋に変更できますでしょうか。プロジェクターも必要です。"},
    {"korean",
     "안녕하세요, 지난주에 주문한 책상이 아직 도착하지 않았습니다. 배송 조회를 해 보니 "
     "사흘째 같은 물류 센터에 머물러 있는데 확인해 주실 수 있나요?"},
    {"emoji",
     "omg 😂😂 that's the best news 🎉🎉🎉!!! see you at 8 👩‍👩‍👧‍👦🇧🇷 👍🏽👍🏿 ❤️ (◕‿◕) "
     "¯\\_(ツ)_/¯ 🧑‍🚀"},
    {"code",
     "template <class T>\nauto sum(const std::vector<T>& v) -> T {\n\tT total{};\n\tfor (auto&& x "
     ": "
     "v)\n\t\ttotal += x;  // no overflow check\n\treturn total;\n}\n\n#define MAX(a,b) "
     "((a)>(b)?(a):(b))\n"},
    {"python",
     "def parse(line: str) -> dict[str, int]:\n    \"\"\"One row a line.\"\"\"\n    return {k: "
     "int(v) "
     "for k, _, v in (p.partition('=') for p in line.split(';')) if v}\n\n\nif __name__ == "
     "'__main__':\n    print(parse('a=1;b=22'))\n"},
    {"json",
     "{\"order\":{\"id\":\"A-10293\",\"items\":[{\"sku\":\"XK-77\",\"qty\":2,\"price\":19.99},{"
     "\"sku\":"
     "null,\"qty\":0,\"price\":-1.5e-7}],\"paid\":true,\"note\":\"l\\u00e4uft\\n\"},\"tags\":[]}"},
    {"sql",
     "SELECT u.id, COUNT(*) AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE "
     "u.created_at >= '2025-01-01' GROUP BY 1 HAVING COUNT(*) > 10 ORDER BY n DESC LIMIT 50;"},
    {"markdown",
     "## Steps\n\n1. **Open** the `settings.ini` file\n2. Set `retries = 3`\n\n| a | b "
     "|\n|---|--:|\n| "
     "x | 1 |\n\n> quoted *text*\n\n```sh\nls -la | grep '^d' > /dev/null 2>&1\n```\n"},
    {"addresses",
     "https://example.org/a/b.html?q=caf%C3%A9&page=2#top mailto:first.last+tag@mail.example.com "
     "192.168.10.254 fe80::1ff:fe23:4567:890a 550e8400-e29b-41d4-a716-446655440000"},
    {"numbers",
     "3.14159265358979 1,234,567.89 +49 (0)30 1234-5678 2026-01-02T03:04:05.678901Z 0x7fffffff "
     "1e-10 "
     "٠١٢٣٤٥٦٧٨٩ १२३४ ½ ⅔ Ⅳ ① 二〇二六年"},
    {"base64",
     "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpK"
     "iss"},
    {"hexadecimal",
     "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 DEADBEEF 0b10110"},
    {"blanks", "  a  \t b\t\tc \n\n  d\r\n\r\n\te \u00a0f\u3000g\u2003\u2003h \u2028i\n \n \n   "},
    {"mathematics",
     "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε; ∫₀^∞ e^{−x²}dx = √π⁄2, A⊆B ⟺ A∩B=A, ‖v‖₂≤1"},
    {"contractions",
     "I'm sure they'll say it's what you've DON'T'd; Y'ALL'VE, we'RE, rock'n'roll, o'clock, 'tis"},
    {"combining", "Z͑ͫ̓a̴l̷g̶o̵ e\u0301a\u0300o\u0302 n\u0303 क\u093c ก\u0e48\u0e33 ʰʷ ªº ǅungla"},
};

}  // namespace

std::span<const sample> corpus() { return samples; }

}  // namespace parley::tests
