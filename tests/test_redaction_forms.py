"""Names and addresses are found in whatever form and place people write them."""

import pytest

from heatqa.redaction import redact

DOORS = """
3-2-501|３－２－５０１|3 - 2 - 501|3.2.501|3/2/501|三杠二杠五零一|12-1-1803室|7-1-1-2|6-502
12#1803|5#2-301|5#2单元301|5# 楼 2 单元 301 室|12#楼西门|3栋2单元501|3幢2单元501室|3座501|8座2203室
三号楼二单元五零一|三栋二单元五楼一号|5号楼1单元顶楼东户|十二号楼西单元四层左手|三单元四楼东边那户
7号楼2门洞6楼右门|7号门501室|2单元602|二单元顶层|A座1203|B座12层1203室|A区5-3-202|C1栋1502
南区7号楼2单元301|二期3号楼1单元902|一组团6号楼401|1502室|五零二室|3号公寓楼512|宿舍楼3楼306
教师公寓3号楼502|平房12号|前院平房3排5号|二排东数第三家|12条8号|二组17号|五队32号|5弄12号601室
18号院2号楼3单元401|12号附3号|附12号|底商103|负一层B12|地下室3号|5甲楼3单元201|甲5号楼301
六单元301、302|8号楼1至4单元|3、4、6号楼|1-6号楼|十二号楼二单元十二楼东
9-2-西户|丙12号|乙5号院2单元301|2栋西1单元4楼左门|6#西2-301|南楼1203|沿街3-5号商铺|7号楼东侧门市第2间
地下室负一层东侧机房|5号楼502东|三排东头第一户|前排左数第二家|三委五组15号|6组17户|五队第三家|别墅12号
联排A5|二宿舍305|红楼301|12-甲-301|五楼靠东那家|一楼把边|车库A-12|88号2单元|2号楼201-1|3号楼201室北屋
""".replace("\n", "|").strip("|")
AROUND = ("{}不热", "幸福小区{}漏水", "地址:{}", "用户住{},电话13945671234", "{}住户反映")

PEOPLE = ("张建军", "郑晓琳", "欧阳文博", "葛长顺", "韩雪", "俞海燕", "杜有福", "上官万里")
CALLS = """
{}来电称不热|用户{}反映漏水|联系人{}电话13945671234|{}，3-2-501，不热|我叫{},住幸福小区|户主：{}
麻烦转告{}一声|由{}处理|请回复{}，谢谢|暖气不热——{}|户名{}，已核|过户给{}，请办理|我妈{}今年八十三
签字：{}|派{}上门看看|{}（女，81岁）反映室温低|客户({}):我家不热|您好，我{}，前天报的修|法人{}来电
{}，身份证230103199205174826|其丈夫{}代为来电|退到{}的卡上|听{}说今天停热|投诉{}态度差|此致 {}
房本上是{}的名字|@{} 你家热了吗|原{}改为刘芳|被{}骂了一顿|钥匙在{}那里|微信名{}|现场见{}，已排气
向{}解释|{}，女，67岁|{}不接电话|工单已派至维修班{}，已接单|交接：{}→下一班
""".replace("\n", "|").strip("|")

TITLES = "女士|先生|大爷|阿姨|师傅|老师|经理|主任|站长|哥|姐|老板|楼长|客服|老太太"

KEPT = """
张贴通知的时候已经停了|高温天气|黄色警示带|孙子在家写作业|李子树下面冒热气|热力公司的师傅来看过
由客服热线派单|向客服反映过|和家长都在|任何人都行|谢谢师傅|管师傅要发票|那师傅没说
老冷了不行|家中不热 男 30岁|老人，女，80岁
支付宝交不了|建设2座污水处理厂|1#支流|3排暖气片|温度3.5度|2025.11.501|附近都热|江边那条路
客户：屋里才13度|用户：没了，再见|DuckDB 判定|用WiFi缴费|晋安区长乐路|龙津河|主任协商过
我家是顶楼，冷得很|我家左手边的阀门坏了|小区北楼都不热|单元西门口井盖丢了|屋里3号就凉了|说明师傅没来
暖气冰冰凉|发票代码011001900111，号码24681357|地下室漏水2号下午|甲2号机组停运|小区300户不热|换楼下1200米管
""".replace("\n", "|").strip("|")


@pytest.mark.parametrize("door", DOORS.split("|"))
@pytest.mark.parametrize("around", AROUND)
def test_every_form_of_a_door_is_masked_whole(around: str, door: str):
    assert hidden(around, door)


@pytest.mark.parametrize("call", CALLS.split("|"))
def test_a_name_is_masked_wherever_it_stands(call: str):
    assert [name for name in PEOPLE if not hidden(call, name)] == []


@pytest.mark.parametrize("title", TITLES.split("|"))
def test_a_surname_with_a_title_is_a_name(title: str):
    for around in ("{}反映不热", "昨天{}来修的", "已联系{}", "{}，9-2-1103，不热"):
        assert hidden(around, f"葛{title}"), around
        assert hidden(around, f"程{title}"), around


@pytest.mark.parametrize("text", KEPT.split("|"))
def test_what_only_looks_like_a_person_or_a_door_stays(text: str):
    assert redact(text).text == text


def hidden(around: str, found: str) -> bool:
    """Whether every character of what was put into a sentence is masked."""
    start = around.index("{}")
    spans = redact(around.format(found)).spans
    masked = {place for span in spans for place in range(span.start, span.end)}
    return all(start + at in masked for at, sign in enumerate(found) if sign not in " 、")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13945671234一直占线", "电话〔电话〕一直占线"),
        ("我的号是幺三九四五六七幺二三四", "我的号是〔电话〕"),
        ("记一下，幺三九两四五六七幺二三四五", "记一下，〔电话〕"),
        ("加我微信吧 abc_1234", "加我微信吧 〔微信〕"),
        ("我的号heat-0417，雯雯，私聊", "我的号〔微信〕，〔姓名〕，私聊"),
        ("户号HR-0098123", "户号〔户号〕"),
        ("夏雨是我名字，不热", "〔姓名〕是我名字，不热"),
        ("安树，树木的树，报装", "〔姓名〕，树木的〔姓名2〕，报装"),
        ("我二妮啊，卖菜那个", "我〔姓名〕啊，卖菜那个"),
        ("喊大老王来", "喊〔姓名〕来"),
        ("蔚然，7排3号，13945671234", "〔姓名〕，〔地址〕，〔电话〕"),
    ],
)
def test_people_who_speak_as_people_do(text: str, shown: str):
    assert redact(text).text == shown
